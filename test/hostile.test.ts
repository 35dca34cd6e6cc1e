import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Answer, startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())
// Whatever the input, the service continues and accepts the next event.
afterEach(async () => {
  expect((await send(event())).status).toBe(202)
})

let made = 0
const event = (change: object = {}) => ({
  type: 'telemetry',
  action: 'read',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'hostile',
  device_id: 'd-1',
  idempotency_key: `hostile-${made++}`,
  data: { metric: 'glucose', value: 104, unit: 'mg/dL' },
  ...change,
})
const order = (data: object) =>
  event({ type: 'order', action: 'placed', order_id: 'o-1', data: { currency: 'EUR', ...data } })

const send = (body: unknown, headers: Record<string, string> = {}) =>
  service.call('POST', '/analytics/ingest', body, headers)
const sendBatch = (body: unknown, headers: Record<string, string> = {}) =>
  service.call('POST', '/analytics/ingest/batch', body, headers)
const both = [
  ['one event', send],
  ['a batch', sendBatch],
] as const
const paths = ({ body }: Answer) => body.errors.map(({ path }: { path: string }) => path)
const text = (value: unknown) => JSON.stringify(value)
/** An event as JSON text in which `"@"` is replaced: for what JSON.stringify would never write. */
const withRaw = (raw: string) => text(event({ data: { ...event().data, extra: '@' } })).replace('"@"', raw)
const gzip = { 'content-encoding': 'gzip' }

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(answer.body).toMatchObject({ status, code, type: `urn:pocm:problem:${code}` })
  expect(answer.body.title).not.toBe('')
}

test.each([
  ['nothing', '', {}],
  ['half of an object', '{"type":"order"', {}],
  ['two objects', '{}{}', {}],
  ['no JSON', 'type=order', {}],
  ['a trailing comma', '[1,]', {}],
  ['NaN', '{"value":NaN}', {}],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), {}],
  ['UTF-16 with its mark', Buffer.from(`\ufeff${text({})}`, 'utf16le'), {}],
  ['UTF-16 without', Buffer.from(text({ type: 'order' }), 'utf16le'), {}],
  ['gzip that is none', 'plain', gzip],
  ['gzip that ends too early', gzipSync(text({ type: 'x'.repeat(1_000) })).subarray(0, 20), gzip],
  ['gzip whose bytes were changed', gzipSync('x'.repeat(5_000)).fill(7, 12), gzip],
])('%s is a malformed body', async (_, body, headers) => {
  for (const [, call] of both) expectProblem(await call(body, headers), 400, 'malformed_body')
})

test.each([
  ['charset=latin1', { 'content-type': 'application/json; charset=latin1' }],
  ['charset=utf-16', { 'content-type': 'application/json; charset="utf-16"' }],
  ['text/plain', { 'content-type': 'text/plain' }],
  ['XML', { 'content-type': 'application/xml' }],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a type that is none', { 'content-type': 'json' }],
  ['brotli', { 'content-encoding': 'br' }],
  ['two codings', { 'content-encoding': 'gzip, gzip' }],
])('%s is not supported', async (_, headers) => {
  for (const [, call] of both) expectProblem(await call(text(event()), headers), 415, 'unsupported_media_type')
})

test.each([
  ['a byte order mark', () => Buffer.from(`\ufeff${text(event())}`), {}],
  ['charset=UTF-8', () => text(event()), { 'content-type': 'application/json; charset=UTF-8' }],
  ['gzip', () => gzipSync(text(event())), { 'content-encoding': 'GZIP' }],
  ['white space', () => ` \n\t${text(event())}\r\n`, {}],
])('%s does no harm', async (_, body, headers) => {
  expect((await send(body(), headers)).body.status).toBe('accepted')
})

test('a gzip bomb is stopped where it becomes too large', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20), { level: 9 })
  expect(bomb.length).toBeLessThan(300_000)
  for (const [, call] of both) expectProblem(await call(bomb, gzip), 413, 'body_too_large')
})

test('100 000 levels are answered, not followed', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const alone = await send(withRaw(deep))
  expectProblem(alone, 422, 'unsafe_value')
  expect(alone.body.errors).toHaveLength(1)
  expect(alone.body.errors[0].path).toMatch(/^\/data\/extra(\/0)+$/)
  expectProblem(await send(deep), 422, 'not_an_object')
  expect((await sendBatch(`[${withRaw(deep)},${text(event())}]`)).body).toMatchObject({ accepted: 1, rejected: 1 })
  expectProblem(await service.call('POST', '/analytics/query', `{"metrics":${deep}}`), 422, 'invalid_request')
})

test.each([
  ['U+0000', '"a\\u0000b"', '/data/extra'],
  ['half of a surrogate pair', '"\\ud800"', '/data/extra'],
  ['the other half', '{"list":["x\\udfff"]}', '/data/extra/list/0'],
  ['1e400', '1e400', '/data/extra'],
  ['-1e400', '[[-1e400]]', '/data/extra/0/0'],
  ['2^53 + 1', '9007199254740993', '/data/extra'],
  ['a name with U+0000', '{"a\\u0000":1}', '/data/extra/a\u0000'],
  ['__proto__', '{"__proto__":{"polluted":1}}', '/data/extra/__proto__'],
])('%s cannot be kept, and its path is named', async (_, raw, path) => {
  const answer = await send(withRaw(raw))
  expectProblem(answer, 422, 'unsafe_value')
  expect(paths(answer)).toEqual([path])
  const batch = await sendBatch(`[${withRaw(raw)},${text(event())}]`)
  expect(batch.status).toBe(207)
  expect(batch.body).toMatchObject({ accepted: 1, rejected: 1 })
  expect(batch.body.results[0]).toMatchObject({ index: 0, status: 'rejected', reason: 'unsafe_value' })
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('a name of every object is only a name', async () => {
  const extra = { constructor: { prototype: 1 }, toString: 'x', hasOwnProperty: null, 'a/b~c': [] }
  const sent = { ...event(), constructor: 'kept', toString: 'kept', data: { ...event().data, extra } }
  const { body } = await send(text(sent))
  const { data } = (await service.call('GET', `/analytics/events/${body.id}?reveal=true`)).body
  expect(data).toEqual({ ...sent.data, constructor: 'kept', toString: 'kept' })
})

test.each(['-0', '1e-400', '0.1', '9007199254740991', '-9007199254740991', '1.7976931348623157e-10', '5e-324'])(
  '%s is kept as the number it is',
  async (raw) => {
    const { body } = await send(withRaw(raw))
    expect(body.status).toBe('accepted')
    const { data } = (await service.call('GET', `/analytics/events/${body.id}?reveal=true`)).body
    expect(data.extra).toBe(Number(raw) + 0)
  },
)

test.each([
  ['1969-12-31T23:59:59.999Z', 'occurred_before_1970'],
  ['1970-01-01T00:59:59+01:00', 'occurred_before_1970'],
  ['2100-01-01T00:00:00Z', 'occurred_in_future'],
  ['9999-12-31T23:59:59Z', 'occurred_in_future'],
  ['0000-01-01T00:00:00Z', 'invalid_event'],
  ['9999-12-31T23:59:59-12:00', 'invalid_event'],
  ['2023-02-29T00:00:00Z', 'invalid_event'],
  ['1900-02-29T00:00:00Z', 'invalid_event'],
  ['2100-02-29T00:00:00Z', 'invalid_event'],
  ['2016-12-31T23:59:60Z', 'invalid_event'],
  ['2026-10-01T24:00:00Z', 'invalid_event'],
  ['2026-10-01T12:00:00', 'invalid_event'],
  ['2026-10-01', 'invalid_event'],
  ['1790856000', 'invalid_event'],
  ['', 'invalid_event'],
])('occurred_at "%s" is rejected as %s', async (occurred_at, code) => {
  const answer = await send(event({ occurred_at }))
  expectProblem(answer, 422, code)
  expect(paths(answer)).toEqual(['/occurred_at'])
})

test.each([
  '1970-01-01T00:00:00Z',
  '2024-02-29T23:59:59.999999Z',
  '2000-02-29T12:00:00.123456789+14:00',
  '2026-10-01t12:00:00z',
])('occurred_at "%s" is taken', async (occurred_at) => {
  const { body } = await send(event({ occurred_at }))
  expect(body.status).toBe('accepted')
  const stored = (await service.call('GET', `/analytics/events/${body.id}?reveal=true`)).body.occurred_at
  expect(Date.parse(stored)).toBe(Date.parse(occurred_at))
})

test('money stands within its bounds, and beyond them each field is named', async () => {
  const line = { product_id: 'p', quantity: 1e11, unit_price: 1e11 }
  expect((await send(order({ items: [line], discount: -1e11, shipping: 1e11, tax: 0.000001 }))).status).toBe(202)
  const answer = await send(
    order({ items: [line, { ...line, unit_price: 1.00001e11, quantity: 0 }], discount: -1.1e11, tax: '5' }),
  )
  expectProblem(answer, 422, 'invalid_event')
  expect(paths(answer).sort()).toEqual([
    '/data/discount',
    '/data/items/1/quantity',
    '/data/items/1/unit_price',
    '/data/tax',
  ])
  await service.settled()
})

test('an empty batch is a batch of nothing', async () => {
  const nothing = { accepted: 0, duplicates: 0, rejected: 0, results: [] }
  expect((await sendBatch('[]')).body).toEqual(nothing)
  expect((await sendBatch('\n\n', { 'content-type': 'application/x-ndjson' })).body).toEqual(nothing)
})

test('5 000 events are a batch and 5 001 are none, and of those none is stored', async () => {
  const many = Array.from({ length: 5_001 }, () => event({ producer: 'many' }))
  expectProblem(await sendBatch(many), 413, 'body_too_large')
  expect((await service.call('GET', '/analytics/events?device_id=d-1&limit=1000')).body.events).not.toContainEqual(
    expect.objectContaining({ producer: 'many' }),
  )
  const { status, body } = await sendBatch(many.slice(1))
  expect(status).toBe(207)
  expect(body).toMatchObject({ accepted: 5_000, duplicates: 0, rejected: 0 })
  expect(body.results.map(({ index }: { index: number }) => index)).toEqual(many.slice(1).map((_, index) => index))
})

test('what is no list is no batch, and what is in a list is judged by itself', async () => {
  expectProblem(await sendBatch(text(event())), 400, 'malformed_body')
  const { body } = await sendBatch(text([null, 1, 'x', [], [event()], event(), {}]))
  expect(body).toMatchObject({ accepted: 1, rejected: 6 })
  expect(body.results.map(({ reason }: { reason?: string }) => reason)).toEqual([
    ...new Array(5).fill('not_an_object'),
    undefined,
    'invalid_event',
  ])
})

test('of lines each is judged by itself, also one that is no JSON', async () => {
  const lines = [text(event()), '{"half":', '', text(event()), '\ufeff{}', 'null'].join('\r\n')
  const { body } = await sendBatch(lines, { 'content-type': 'application/x-ndjson' })
  expect(body.results.map(({ status, reason }: { status: string; reason?: string }) => reason ?? status)).toEqual([
    'accepted',
    'malformed_json',
    'accepted',
    'malformed_json',
    'not_an_object',
  ])
})

test('10 000 fields that are wrong are 10 000 paths', async () => {
  const items = Array.from({ length: 1_000 }, () => ({
    ...{ product_id: '', quantity: 'x', unit_price: 'x', category: '', brand: '', lot: '', unit_cost: 'x' },
  }))
  const data = { items, currency: 'euro', discount: 'x', shipping: 'x', tax: 'x' }
  const answer = await send(order(data))
  expectProblem(answer, 422, 'invalid_event')
  expect(new Set(paths(answer)).size).toBe(7_004)
  expect(answer.body.detail.length).toBeLessThan(500)
  const missing = await send(order({ items: Array.from({ length: 5_001 }, () => ({})) }))
  expect(new Set(paths(missing)).size).toBe(15_004)
})

test('a batch whose flaws are millions is answered in bounds, each event with its first', async () => {
  const wrong = text(order({ items: Array.from({ length: 1_000 }, () => ({})) }))
  const { status, body } = await sendBatch(`[${new Array(2_000).fill(wrong).join(',')}]`)
  expect(status).toBe(207)
  expect(body.rejected).toBe(2_000)
  const listed = body.results.map(({ errors }: { errors: unknown[] }) => errors.length)
  expect(listed[0]).toBe(3_000)
  expect(listed.at(-1)).toBe(11)
  expect(body.results.at(-1).errors.at(-1).message).toMatch(/2990 flaws more/)
})

test('an event that is larger than any event is refused as such', async () => {
  const long = await send(event({ data: { ...event().data, note: 'x'.repeat(1024 * 1024) } }))
  expectProblem(long, 413, 'too_large')
  expectProblem(await send(event({ data: { list: new Array(60_000).fill(0) } })), 413, 'too_large')
  const kept = 'ü'.repeat(400_000)
  const { body } = await send(event({ data: { ...event().data, note: kept } }))
  expect((await service.call('GET', `/analytics/events/${body.id}?reveal=true`)).body.data.note).toBe(kept)
})

test('identifiers are measured in characters, and a longer one is named', async () => {
  const wide = '😀'.repeat(128)
  expect((await send(event({ user_id: wide, device_id: wide, idempotency_key: '😀'.repeat(200) }))).status).toBe(202)
  const answer = await send(event({ user_id: `${wide}x`, producer: 'p'.repeat(101), idempotency_key: '' }))
  expect(paths(answer).sort()).toEqual(['/idempotency_key', '/producer', '/user_id'])
  await service.settled()
})

test('unknown fields are kept at each level', async () => {
  const line = { product_id: 'p', quantity: 1, unit_price: 1, colour: 'red', nested: { deep: [1] } }
  const sent = {
    ...order({ items: [line], note: 'kept', more: { yes: true } }),
    context: { country: 'ES', weather: 'rain' },
    basket: 'kept too',
    currency: 'an envelope field of that name',
  }
  const { body } = await send(sent)
  const stored = (await service.call('GET', `/analytics/events/${body.id}?reveal=true`)).body
  expect(stored.context).toEqual({ country: 'ES', weather: 'rain' })
  expect(stored.data).toEqual({
    ...sent.data,
    basket: 'kept too',
    'envelope.currency': 'an envelope field of that name',
  })
})

test('null in an optional field is an absent field, at each level; in a required one it is missing', async () => {
  const absent = { id: null, user_id: null, session_id: null, device_at: null, trace_id: null, source_service: null }
  const line = { product_id: 'p', quantity: 1, unit_price: 1, category: null, lot: null }
  const sent = { ...order({ items: [line], discount: null }), ...absent, context: { country: null, channel: 'web' } }
  const { status, body } = await send(sent)
  expect(status).toBe(202)
  const stored = (await service.call('GET', `/analytics/events/${body.id}?reveal=true`)).body
  expect(stored.data).toEqual({ currency: 'EUR', items: [{ product_id: 'p', quantity: 1, unit_price: 1 }] })
  expect(stored.context).toEqual({ channel: 'web' })
  const answer = await send({
    ...order({ items: null, currency: null }),
    type: 'order',
    order_id: null,
    producer: null,
  })
  expect(paths(answer).sort()).toEqual(['/data/currency', '/data/items', '/order_id', '/producer'])
})

test.each([
  [{ type: 'teleport' }, 'unknown_type', ['/type']],
  [{ type: '__proto__' }, 'unknown_type', ['/type']],
  [{ type: 'constructor' }, 'unknown_type', ['/type']],
  [{ type: 7 }, 'invalid_event', ['/type']],
  [{ type: undefined }, 'invalid_event', ['/type']],
  [{ action: 'written' }, 'invalid_event', ['/action']],
  [{ action: { $ne: 1 } }, 'invalid_event', ['/action']],
  [{ id: 'not-a-uuid' }, 'invalid_event', ['/id']],
  [{ trace_id: 'xyz' }, 'invalid_event', ['/trace_id']],
  [{ schema_version: 99 }, 'invalid_event', ['/schema_version']],
  [{ context: 'ES' }, 'invalid_event', ['/context']],
  [{ data: [] }, 'invalid_event', ['/data']],
  [{ data: undefined }, 'invalid_event', ['/data']],
  [{ device_at: '0000-01-01T00:00:00Z' }, 'invalid_event', ['/device_at']],
  [{ tenant_id: 'other' }, 'tenant_mismatch', ['/tenant_id']],
  [{ tenant_id: { a: 1 } }, 'invalid_event', ['/tenant_id']],
])('%j is rejected with its path', async (change, code, expected) => {
  const answer = await send(event(change))
  expectProblem(answer, 422, code)
  expect(paths(answer)).toEqual(expected)
  expect((await sendBatch([event(change), event()])).body).toMatchObject({ accepted: 1, rejected: 1 })
})

test('a key with another payload is a conflict that names each path that may be seen; with the same it is a duplicate', async () => {
  const first = event({ data: { ...event().data, unit: 'mg/dL', quality: 'good', lot: 'L1', note: 'a' } })
  const { body } = await send(first)
  expect((await send(first)).body).toEqual({ id: body.id, status: 'duplicate' })
  const other = { ...first, device_id: 'd-2', data: { ...first.data, quality: 'poor', lot: 'L2', note: 'b', value: 1 } }
  const answer = await send(other)
  expectProblem(answer, 409, 'idempotency_conflict')
  expect(answer.body.id).toBe(body.id)
  expect(paths(answer).sort()).toEqual(['/data/lot', '/data/quality', '/data/value', '/device_id'])
  const batch = await sendBatch([first, other, event()])
  expect(batch.body).toMatchObject({ accepted: 1, duplicates: 1, rejected: 1 })
})
