import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { Breaker } from '../platform/breaker.ts'
import { Failure } from '../platform/errors.ts'

/** Values for `{name:Type}` slots; they are bound by the engine and never become part of the SQL. */
export type Params = Readonly<Record<string, unknown>>

/** Settings of one statement. They are written into it: chDB would keep them for every later statement otherwise. */
export type Settings = Readonly<Record<string, string | number>>

/** The rows of an answer, each a list of values in the order of the columns asked. */
export interface Table {
  readonly data: readonly (readonly unknown[])[]
}

/** All that the rest of the room needs of ClickHouse, be it a server or chDB in this process. */
export interface Engine {
  /**
   * Runs a statement that answers nothing.
   * @param id a server runs one statement of a name at a time and refuses the second while the first goes on
   */
  run(sql: string, params?: Params, id?: string): Promise<void>
  read(sql: string, params?: Params): Promise<Table>
  /** Writes rows, as one block; a field that a row lacks takes the column's default. */
  insert(table: string, rows: readonly object[], settings: Settings, id: string): Promise<void>
  /** Resolves when the engine answers. On a server it never waits longer than two seconds. */
  ping(): Promise<void>
  /** Waits for what is under way and lets go of the engine. */
  close(): Promise<void>
}

/**
 * Connects to a ClickHouse server (`url`) or opens chDB over a folder (`path`); one folder per process.
 * Every call throws Failure('warehouse_unavailable') where the engine is away or overloaded, Failure('query_too_large')
 * where a statement outlasts its own limit, and the engine's own error where the statement is at fault. While `breaker`
 * is open nothing is asked of the engine.
 */
export async function openEngine({
  url,
  path,
  breaker,
}: {
  url?: string | undefined
  path?: string | undefined
  breaker?: Breaker | undefined
}): Promise<Engine> {
  const { client, reader, pinger, inTurn, drain } = url === undefined ? await openChdb(path) : openServer(url)
  // chDB runs one statement at a time anyway, and takes no names.
  const named = (id: string | undefined) => (url === undefined || id === undefined ? {} : { query_id: id })
  const underWay = new Set<Promise<unknown>>()
  const ping = () =>
    translated(() =>
      inTurn(async () => {
        await (await pinger.query({ query: 'SELECT 1', format: 'JSONCompact' })).text()
      }),
    )
  const guard =
    breaker?.guard({ counts: isAway, refuse: unavailable, probe: ping }) ?? (<T>(act: () => Promise<T>) => act())
  const ask = <T>(act: () => Promise<T>) => {
    const asked = guard(() => translated(() => inTurn(act)))
    underWay.add(asked)
    return asked.finally(() => underWay.delete(asked))
  }
  return {
    run: (query, params = {}, id) =>
      ask(async () => {
        await client.command({ query, query_params: { ...params }, ...named(id) })
      }),
    read: (query, params = {}) =>
      ask(async () => {
        const answer = await reader.query({ query, query_params: { ...params }, format: 'JSONCompact' })
        return (await answer.json()) as Table
      }),
    insert: (table, values, settings, id) =>
      ask(async () => {
        const into = `${table} ${settingsClause(settings)}`
        await client.insert({ table: into, values, format: 'JSONEachRow', ...named(id) })
      }),
    ping: () => guard(ping),
    async close() {
      await Promise.allSettled(underWay)
      await Promise.all([...new Set([client, reader, pinger])].map((it) => it.close()))
      await drain()
    },
  }
}

// What fails is thrown, and logged by whoever catches it.
const connect = (url: string, request_timeout: number) =>
  createClient({ url, request_timeout, log: { level: ClickHouseLogLevel.OFF } })

/**
 * A server that stops answering shows only by time, and what may take long differs: an insert or a rollup that is
 * filled, a question that a person waits for, a sign of life. The last must not queue for a connection behind the others.
 */
const openServer = (url: string) => ({
  client: connect(url, 300_000),
  reader: connect(url, 60_000),
  pinger: connect(url, 2_000),
  inTurn: <T>(act: () => Promise<T>) => act(),
  drain: async () => {},
})

/** chDB is half a gigabyte of native code, so it is loaded only where it serves. */
async function openChdb(path: string | undefined) {
  if (path === undefined) throw new Error('the warehouse needs a url or a path')
  const [{ drainPending }, { createChdbConnection }] = await Promise.all([import('chdb'), import('chdb/connection')])
  const connection = createChdbConnection({ path })
  const log = { level: ClickHouseLogLevel.OFF }
  const client = createClient({ connection, log } as object)
  const inTurn = takingTurns(async () => {
    await (await client.query({ query: 'SELECT 1', format: 'JSONCompact' })).text()
  })
  return { client, reader: client, pinger: client, inTurn, drain: drainPending }
}

/**
 * Lets one statement of chDB run at a time, and `flush` after each that failed. What a statement had written before it
 * failed, chDB puts in front of the next statement's answer, whosever that is (chdb 3.4.0).
 */
function takingTurns(flush: () => Promise<void>): <T>(act: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve()
  return (act) => {
    const acted = turn.then(act)
    turn = acted.catch(flush)
    return acted
  }
}

/** `SETTINGS a = 1, b = 'x'`, for the end of a statement. */
export function settingsClause(settings: Settings): string {
  const quoted = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const pairs = Object.entries(settings)
  return `SETTINGS ${pairs.map(([name, value]) => `${name} = ${typeof value === 'string' ? quoted(value) : value}`).join(', ')}`
}

/** Errors of ClickHouse that pass by themselves (src/Common/ErrorCodes.cpp), by number. */
const transient = new Set([
  '60', // UNKNOWN_TABLE: a newer version of this service has just replaced a rollup
  '202', // TOO_MANY_SIMULTANEOUS_QUERIES
  '209', // SOCKET_TIMEOUT
  '210', // NETWORK_ERROR
  '216', // QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING: what was begun under this token has not ended yet
  '241', // MEMORY_LIMIT_EXCEEDED
  '242', // TABLE_IS_READ_ONLY
  '243', // NOT_ENOUGH_SPACE
  '252', // TOO_MANY_PARTS
  '279', // ALL_CONNECTION_TRIES_FAILED
])

/** Those of them that say nothing of the statement: whatever was asked now would fare alike. */
const away = new Set(['202', '209', '210', '279'])

const unavailable = (cause: unknown) =>
  new Failure(
    'warehouse_unavailable',
    'The warehouse did not answer; ask again in a moment',
    { retry_after: 1 },
    { cause },
  )

async function translated<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    if (codeOf(cause) === timeoutExceeded) {
      throw new Failure('query_too_large', 'The answer took too long; ask for a shorter range', {}, { cause })
    }
    if (!isTransient(cause)) throw cause
    throw unavailable(cause)
  }
}

/** What a statement throws that ran longer than its own `max_execution_time`. */
const timeoutExceeded = '159'

const codeOf = (error: unknown) => (error as { code?: string } | undefined)?.code

/** Whether the engine could not be reached, or takes nothing from anybody. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Failure) || error.code !== 'warehouse_unavailable') return false
  const code = codeOf(error.cause)
  return code === undefined || !/^\d+$/.test(code) || away.has(code)
}

/** A number that ClickHouse gives decides; an error with a system's code (ECONNREFUSED) never reached it. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (code !== undefined && /^\d+$/.test(code)) return transient.has(code)
  return code !== undefined || /timeout|socket hang up/i.test(error.message)
}
