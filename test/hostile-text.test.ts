import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())

let made = 0
/** An event as text, with a value in its data as it is written. */
const withRaw = (raw: string) =>
  `{"type":"search","action":"performed","occurred_at":"2026-10-01T12:00:00Z","producer":"text",` +
  `"idempotency_key":"text-${made++}","data":{"query":"x","results_count":1,"extra":${raw}}}`
const alone = (text: string) => service.call('POST', '/analytics/ingest', text)
const batch = (text: string, type = 'application/json') =>
  service.call('POST', '/analytics/ingest/batch', text, { 'content-type': type })

test.each([
  ['an amount of 17 digits', '99999999999.123456', '/data/extra'],
  ['an amount that a double rounds', '[0,{"price":123456789012.1234567}]', '/data/extra/1/price'],
  ['twenty digits behind the point', '{"a/b":0.12345678901234567891}', '/data/extra/a~1b'],
  ['a name that stands twice', '{"a":1,"a":2}', ''],
  ['a name that stands twice, once escaped', '{"a":1,"\\u0061":2}', ''],
  ['a name that stands twice deep within', '[[{"b":{"c":null,"c":null}}]]', ''],
])('%s is refused with its place, in every form of ingest, and the others are accepted', async (_, raw, path) => {
  const one = await alone(withRaw(raw))
  expect([one.status, one.body.code, one.body.errors.map((it: { path: string }) => it.path)]).toEqual([
    422,
    'unsafe_value',
    [path],
  ])
  const list = await batch(`[${withRaw('1')},${withRaw(raw)} , ${withRaw('2')}]`)
  const lines = await batch([withRaw('1'), withRaw(raw), withRaw('2')].join('\n'), 'application/x-ndjson')
  for (const { body } of [list, lines]) {
    expect(body.results.map(({ status }: { status: string }) => status)).toEqual(['accepted', 'rejected', 'accepted'])
    expect(body.results[1]).toMatchObject({ reason: 'unsafe_value', errors: [{ path }] })
  }
})

const mebibyte = 1024 * 1024
/** Bodies that cost much to parse, or to answer: each of at most 16 MiB, and some of some kilobytes as gzip. */
const costly: [string, () => string, number[]][] = [
  ['millions of empty objects', () => `[${'{},'.repeat(5 * mebibyte)}{}]`, [413]],
  ['millions of empty lists', () => `[${'[],'.repeat(5 * mebibyte)}[]]`, [413]],
  ['millions of zeros', () => `[${'0,'.repeat(7 * mebibyte)}0]`, [413]],
  ['one event of millions of values', () => `[{"data":[${'0,'.repeat(7 * mebibyte)}0]}]`, [207, 413]],
  ['millions of levels', () => `[${'['.repeat(7 * mebibyte)}${']'.repeat(7 * mebibyte)}]`, [207, 413]],
  ['millions of levels that do not end', () => '['.repeat(15 * mebibyte), [400, 413]],
  ['objects within objects', () => `[${'{"a":'.repeat(mebibyte)}1${'}'.repeat(mebibyte)}]`, [207, 413]],
  [
    'a name of megabytes in front of many flaws',
    () => `[{"${'n'.repeat(mebibyte)}":["\\u0000"${',"\\u0000"'.repeat(49_000)}]}]`,
    [207, 413],
  ],
  [
    'thousands of long names',
    () => `[{${Array.from({ length: 40_000 }, (_, n) => `"${'n'.repeat(300)}${n}":1`)}}]`,
    [207, 413],
  ],
  ['brackets in texts', () => `[{"a":"${'[{,:'.repeat(3 * mebibyte)}"}]`, [207, 413]],
  ['quotes that are escaped', () => `[{"a":"${'\\"'.repeat(7 * mebibyte)}"}]`, [207, 413]],
]

test.each(costly)('%s hold nothing up, packed or not, and are answered in bounds', async (_, make, statuses) => {
  const text = make()
  for (const [body, headers] of [
    [text, {}],
    [gzipSync(text), { 'content-encoding': 'gzip' }],
  ] as const) {
    const answer = await service.call('POST', '/analytics/ingest/batch', body, headers)
    expect(statuses).toContain(answer.status)
    expect(JSON.stringify(answer.body).length).toBeLessThan(4 * mebibyte)
  }
})

test('the same in lines of one value each', async () => {
  for (const line of ['{}', '[]', '0']) {
    const { status, body } = await batch(`${line}\n`.repeat(5_001), 'application/x-ndjson')
    expect([status, body.code]).toEqual([413, 'body_too_large'])
  }
  const deep = await batch(`${'['.repeat(3 * mebibyte)}\n${withRaw('1')}`, 'application/x-ndjson')
  expect(deep.body.results.map(({ status }: { status: string }) => status)).toEqual(['rejected', 'accepted'])
})

test('a call whose body has flaws in all of its values is answered with the first hundred', async () => {
  for (const body of [
    `{"metrics":["orders"],"from":"2026-10-01","to":"2026-11-01","filters":{"country":[${'[],'.repeat(340_000)}[]]}}`,
    `{"metrics":[${'0,'.repeat(140_000)}0],"from":"2026-10-01","to":"2026-11-01"}`,
    `{"metrics":[${'"\\u0000",'.repeat(100_000)}"orders"],"from":"2026-10-01","to":"2026-11-01"}`,
  ]) {
    const answer = await service.call('POST', '/analytics/query', body)
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_request'])
    expect(answer.body.errors.length).toBeLessThanOrEqual(100)
    expect(JSON.stringify(answer.body).length).toBeLessThan(100_000)
  }
})

test('what unpacks to hundreds of times its size is not unpacked, and an ordinary batch is', async () => {
  const bomb = gzipSync(`[${'{},'.repeat(5 * mebibyte)}{}]`)
  expect(bomb.length).toBeLessThan(20_000)
  const refused = await Promise.all(
    Array.from({ length: 20 }, () =>
      service.call('POST', '/analytics/ingest/batch', bomb, { 'content-encoding': 'gzip' }),
    ),
  )
  for (const { status } of refused) expect([413, 429]).toContain(status)
  const ordinary = gzipSync(`[${Array.from({ length: 2_000 }, () => withRaw('1'))}]`)
  const taken = await service.call('POST', '/analytics/ingest/batch', ordinary, { 'content-encoding': 'gzip' })
  expect(taken.body.accepted).toBe(2_000)
})
