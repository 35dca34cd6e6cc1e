/**
 * A ClickHouse server for tests: the HTTP interface (https://clickhouse.com/docs/interfaces/http) in front of chDB, in
 * a process of its own. It implements what @clickhouse/client uses, and one addition: POST /test/lose-answers?count=2
 * runs the next two inserts and drops the connections of their clients.
 * node test/stack/clickhouse-front.ts <folder> <port>
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { openStatements, type Statement } from './clickhouse-statement.ts'

const [folder, port] = process.argv.slice(2)
if (folder === undefined || port === undefined) throw new Error('clickhouse-front.ts <folder> <port>')

const run = openStatements(folder)
let answersToLose = 0

/** As long a URL as ClickHouse reads (http_max_uri_size): parameters of queries stand in it. */
const maxHeaderSize = 1_048_576

const server = createServer({ maxHeaderSize }, (request, response) => {
  answer(request, response).catch((error: unknown) => {
    const { message, clickhouseCode = notByClickHouse } = error as Error & { clickhouseCode?: number }
    if (clickhouseCode === notByClickHouse) process.stderr.write(`${message}\n`)
    response.writeHead(statusOf(clickhouseCode), { 'X-ClickHouse-Exception-Code': String(clickhouseCode) })
    response.end(`${message.trim()}\n`)
  })
})
server.listen(Number(port), '127.0.0.1')

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://front')
  if (url.pathname === '/ping') {
    response.end('Ok.\n')
    return
  }
  if (url.pathname === '/test/lose-answers') {
    answersToLose = Number(url.searchParams.get('count'))
    response.end()
    return
  }
  const statement = await readStatement(request, url)
  const { bytes, rowsRead, bytesRead } = await once(url.searchParams.get('query_id'), () => run(statement))
  if (answersToLose > 0 && /^\s*INSERT\b/i.test(statement.sql)) {
    answersToLose -= 1
    request.socket.destroy()
    return
  }
  response.writeHead(200, {
    'X-ClickHouse-Server-Display-Name': 'chDB',
    'X-ClickHouse-Query-Id': url.searchParams.get('query_id') ?? '',
    'X-ClickHouse-Summary': JSON.stringify({ read_rows: String(rowsRead), read_bytes: String(bytesRead) }),
  })
  response.end(bytes)
}

const running = new Set<string>()

/** A server runs one statement of an id at a time, those included whose client is gone. */
async function once<T>(id: string | null, act: () => Promise<T>): Promise<T> {
  if (id === null) return act()
  if (running.has(id)) {
    const message = `Code: 216. DB::Exception: Query with id = ${id} is already running. (QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING)`
    throw Object.assign(new Error(message), { clickhouseCode: 216 })
  }
  running.add(id)
  return act().finally(() => running.delete(id))
}

/** Parameters of the URL that are no settings of the engine. */
const ofTheInterface = new Set([
  ...['query', 'database', 'default_format', 'query_id', 'user', 'password', 'role', 'wait_end_of_query'],
  ...['enable_http_compression', 'send_progress_in_http_headers', 'http_headers_progress_interval_ms'],
])

/**
 * The query is in the URL, in the body, or begins in the URL and continues, with data, in the body. A form has the
 * query and its parameters as fields: that is how a client sends what is too long for a URL.
 */
async function readStatement(request: IncomingMessage, url: URL): Promise<Statement> {
  const isPacked = request.headers['content-encoding'] === 'gzip'
  const body = await buffer(isPacked ? request.pipe(createGunzip()) : request)
  const type = request.headers['content-type'] ?? ''
  const isForm = type.startsWith('multipart/form-data')
  const given = new URLSearchParams(url.searchParams)
  if (isForm) {
    const form = await new Response(body, { headers: { 'content-type': type } }).formData()
    for (const [name, value] of form) given.append(name, String(value))
  }
  const long = [...given].find(([name, value]) => name !== 'query' && value.length > fieldLength)
  if (long !== undefined) throw Object.assign(new Error('Field value too long'), { clickhouseCode: badArguments })
  return {
    sql: [given.get('query') ?? '', isForm ? '' : body.toString()].filter((part) => part !== '').join('\n'),
    format: given.get('default_format') ?? 'TabSeparated',
    database: given.get('database') ?? 'default',
    settings: [...given].filter(([name]) => !ofTheInterface.has(name)),
  }
}

/** ClickHouse's default for `http_max_field_value_size`, by which it measures parameters. */
const fieldLength = 131_072
const badArguments = 36

/** UNKNOWN_EXCEPTION: something failed that is no statement's fault. */
const notByClickHouse = 1002

/** As ClickHouse chooses them (src/Server/HTTP/exceptionCodeToHTTPStatus.cpp), for the codes that a test meets. */
function statusOf(code: number): number {
  // CANNOT_PARSE_…, BAD_ARGUMENTS, TYPE_MISMATCH, SYNTAX_ERROR, INCORRECT_DATA, UNKNOWN_QUERY_PARAMETER …
  if ([6, 26, 27, 36, 38, 41, 53, 62, 72, 117, 130, 131, 456, 457].includes(code)) return 400
  // UNKNOWN_TYPE, UNKNOWN_TABLE, UNKNOWN_FUNCTION, UNKNOWN_IDENTIFIER, UNKNOWN_DATABASE, UNKNOWN_SETTING
  if ([46, 47, 50, 60, 81, 115].includes(code)) return 404
  if (code === 159) return 408 // TIMEOUT_EXCEEDED
  if (code === 48) return 501 // NOT_IMPLEMENTED
  return 500
}
