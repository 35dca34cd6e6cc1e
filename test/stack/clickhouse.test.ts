import { gzipSync } from 'node:zlib'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type ClickHouseServer, startClickHouse } from './clickhouse.ts'

/** The front must do what a ClickHouse server does; what is asked here was read off the server's documents. */
let server: ClickHouseServer
beforeAll(async () => {
  server = await startClickHouse()
})
afterAll(() => server.stop())

function open(url = server.url) {
  const client = createClient({ url, request_timeout: 2_000, log: { level: ClickHouseLogLevel.OFF } })
  onTestFinished(() => client.close())
  return client
}

/** A client on a database of its own with one table of numbers in it. */
async function openNumbers() {
  const url = await server.createDatabase()
  const client = open(url)
  await client.command({ query: 'CREATE TABLE numbers (n UInt32, word String) ENGINE = MergeTree ORDER BY n' })
  const held = async () => {
    const answer = await client.query({ query: 'SELECT count(), sum(n) FROM numbers', format: 'JSONCompact' })
    return (await answer.json<[string, string]>()).data[0]?.map(Number)
  }
  const insert = (...numbers: number[]) =>
    client.insert({ table: 'numbers', values: numbers.map((n) => ({ n, word: `w${n}` })), format: 'JSONEachRow' })
  return { client, url, held, insert }
}

test('rows that the client inserts are what it reads, in a database of its own', async () => {
  const { client, insert, held } = await openNumbers()
  const other = await openNumbers()
  await insert(1, 2, 3)
  expect(await held()).toEqual([3, 6])
  expect(await other.held()).toEqual([0, 0])
  const answer = await client.query({ query: 'SELECT * FROM numbers WHERE n > 1 ORDER BY n', format: 'JSONEachRow' })
  expect(await answer.json()).toEqual([
    { n: 2, word: 'w2' },
    { n: 3, word: 'w3' },
  ])
})

test.each([
  ['String', "it's a \\ tab\t and\na line, ünï"],
  ['Array(String)', ["it's", 'a\\b', 'c\td', '']],
  ['Array(UInt32)', [1, 2, 3]],
  ['Nullable(String)', null],
  ['UInt32', 7],
])('a parameter of type %s comes through as it was given', async (type, value) => {
  const answer = await open().query({
    query: `SELECT {value:${type}} AS value`,
    query_params: { value },
    format: 'JSONEachRow',
  })
  expect(await answer.json()).toEqual([{ value }])
})

test.each([
  ['the URL', false, 10_000],
  ['a form', true, 10_000],
])('parameters may be long: in %s', async (_, use_multipart_params, count) => {
  const answer = await open().query({
    query: 'SELECT length({ids:Array(String)})',
    query_params: { ids: Array.from({ length: count }, (_, index) => `id-${index}`) },
    format: 'TabSeparated',
    use_multipart_params,
  })
  expect(await answer.text()).toBe(`${count}\n`)
})

test('a setting holds for the statement that brings it, and for no other', async () => {
  const client = open()
  const ask = async (clickhouse_settings = {}) => {
    const query = "SELECT getSetting('max_block_size')::String"
    return (await client.query({ query, clickhouse_settings, format: 'TabSeparated' })).text()
  }
  const before = await ask()
  expect(await ask({ max_block_size: '77' })).toBe('77\n')
  expect(await ask()).toBe(before)
})

test('a statement that fails says why, with the code and type of ClickHouse, and harms no other', async () => {
  const client = open()
  const fails = (query: string) => client.query({ query, format: 'JSONCompact' })
  await expect(fails('SELECT * FROM nowhere')).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' })
  await expect(fails('SELEC 1')).rejects.toMatchObject({ code: '62', type: 'SYNTAX_ERROR' })
  await expect(fails('SELECT throwIf(number = 300000) FROM numbers(1000000)')).rejects.toMatchObject({ code: '395' })
  expect(await (await client.query({ query: 'SELECT 1', format: 'TabSeparated' })).text()).toBe('1\n')

  const unknown = await fetch(`${server.url}/?query=SELECT+*+FROM+nowhere`)
  expect([unknown.status, unknown.headers.get('x-clickhouse-exception-code')]).toEqual([404, '60'])
})

test('queries come in the URL, in the body or in both, plain or packed', async () => {
  const { url, held } = await openNumbers()
  const database = new URL(url).pathname.slice(1)
  const post = async (query: string, body: string | Uint8Array<ArrayBuffer>, headers = {}) => {
    const address = `${server.url}/?database=${database}&query=${encodeURIComponent(query)}`
    const answer = await fetch(address, { method: 'POST', body, headers })
    return answer.text()
  }
  const rows = '{"n":1,"word":"a"}\n{"n":2,"word":"b"}\n'
  await post('INSERT INTO numbers FORMAT JSONEachRow', rows)
  await post('INSERT INTO numbers FORMAT JSONEachRow', gzipSync(rows), { 'content-encoding': 'gzip' })
  expect(await held()).toEqual([4, 6])
  expect(await post('', 'SELECT max(n) FROM numbers')).toBe('2\n')
  expect(await post('SELECT min(n) FROM numbers', '')).toBe('1\n')
  expect(await (await fetch(`${server.url}/ping`)).text()).toBe('Ok.\n')
})

test('an insert whose answer is lost was done', async () => {
  const { insert, held } = await openNumbers()
  await server.loseAnswers(1)
  await expect(insert(5)).rejects.toMatchObject({ code: 'ECONNRESET' })
  await insert(6)
  expect(await held()).toEqual([2, 11])
})

test('what was acknowledged outlives a kill', async () => {
  const { insert, held } = await openNumbers()
  await insert(8)
  await server.goAway()
  await expect(held()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await server.comeBack()
  expect(await held()).toEqual([1, 8])
})

test('a paused server answers no client, and all of them when it resumes', async () => {
  const { held } = await openNumbers()
  server.pause()
  await expect(held()).rejects.toThrow(/timeout/i)
  server.resume()
  expect(await held()).toEqual([0, 0])
})

test('several clients are served at once, each with its own answer', async () => {
  const clients = Array.from({ length: 4 }, () => open())
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const client = clients[index % 4]
      const answer = await client?.query({ query: `SELECT ${index}`, format: 'TabSeparated' })
      return Number(await answer?.text())
    }),
  )
  expect(answers).toEqual(Array.from({ length: 100 }, (_, index) => index))
})

test('of two statements of one id at once the second is refused', async () => {
  const client = open()
  const ask = () => client.query({ query: 'SELECT sleep(1)', query_id: 'one', format: 'JSONCompact' })
  const [first, second] = await Promise.allSettled([ask(), ask()])
  expect([first.status, second.status].toSorted()).toEqual(['fulfilled', 'rejected'])
  const refused = [first, second].find((it) => it.status === 'rejected')
  expect(refused?.reason).toMatchObject({ type: 'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING' })
})
