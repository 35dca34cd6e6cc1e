import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { openLog } from '../src/platform/log.ts'
import { openEngine } from '../src/warehouse/engine.ts'
import { archiveAll, env, filesOf } from './archive/stored.ts'
import { type EventSource, openEventSource } from './event-source.ts'
import { request, startService } from './service.ts'

const seed = 20_261_101
const events = 300

/** What is planted: each has a mark of its own that nothing else has. */
const identities = [
  (mark: string) => `${mark}@example.org`,
  (mark: string) => `${mark.toUpperCase()}＠example.org`,
  (mark: string) => `write to ${mark}@mail.example.com, please`,
  (mark: string) => `${mark} +34 600 123 456`,
  (mark: string) => `${mark} (555) 123-4567`,
  (mark: string) => `${mark} 4111 1111 1111 1111`,
  (mark: string) => `https://shop.example/basket?token=${mark}#${mark}`,
  (mark: string) => `https://${mark}:secret@shop.example/`,
] as const
const names = [
  ...[
    'email',
    'Email',
    'e-mail',
    'e_mail ',
    'emaіl',
    'ＥＭＡＩＬ',
    'e\u200bmail',
    'phone',
    'telefono-phone',
    'first_name',
  ],
  ...['surname', 'dob', 'birth-date', 'ssn', 'address', 'Street', 'ip', 'passport', 'narrative', 'note', 'x', 'a/b~c'],
]

let service: Awaited<ReturnType<typeof startService>>
let reader: string
let source: EventSource
const lines: string[] = []
const planted: string[] = []
const ids: string[] = []

/** Places where a value of any kind is sealed, and those where it is looked at. */
const anywhere = (mark: string, name: string): object[] => [
  { data: { [name]: mark } },
  { data: { contact: { [name]: mark } } },
  { data: { list: [{ [name]: [mark] }, mark] } },
  { data: { [`${mark}@example.org`]: 1 } },
  { context: { [name]: mark } },
  { [name]: mark },
  { data: { consent: { ads: true, contact: { email: mark } } } },
  { data: { 'envelope.email': mark } },
  { data: { [`sealed:${mark}@example.org`]: mark } },
]
const looked = (text: string): object[] => [
  { context: { city: text } },
  { context: { provider: text } },
  { data: { consent: { note: text } } },
  { user_id: text },
  { session_id: text },
  { device_id: text },
  { order_id: text },
  { idempotency_key: text },
  { producer: text },
  { source_service: text },
]

const types = {
  user: { action: 'registered', data: { consent: {} } },
  search: { action: 'performed', data: { query: 'patch', results_count: 1 } },
  order: {
    action: 'placed',
    order_id: 'o-1',
    data: { currency: 'EUR', items: [{ product_id: 'p', quantity: 1, unit_price: 2 }] },
  },
  adverse_event: { action: 'reported', data: { report_id: 'r-1', severity: 'mild' } },
  session: { action: 'started', session_id: 's-1', data: {} },
  refund: { action: 'completed', data: { refund_id: 'r', amount: 1, currency: 'EUR' } },
} as const

/** Fields of a type that are public words or prose, by a value that holds who somebody is. */
const declared: readonly [keyof typeof types, (text: string, mark: string) => object][] = [
  ['user', (_, mark) => ({ email: mark, phone: mark, name: mark })],
  ['search', (text) => ({ query: text })],
  ['search', (text) => ({ product_id: text })],
  ['order', (text) => ({ items: [{ product_id: 'p', quantity: 1, unit_price: 2, lot: text }] })],
  [
    'order',
    (_, mark) => ({
      items: [{ product_id: 'p', quantity: 1, unit_price: 2, email: mark, narrative: mark, name: mark }],
    }),
  ],
  ['adverse_event', (_, mark) => ({ narrative: mark })],
  ['adverse_event', (text) => ({ lot: text, serial: text, outcome: text })],
  ['session', (text) => ({ referrer: text, landing_page: text })],
  ['session', (text) => ({ utm_source: text })],
  ['refund', (text) => ({ reason: text })],
]

const wish = fc.record({
  type: fc.constantFrom(...(Object.keys(types) as (keyof typeof types)[])),
  name: fc.constantFrom(...names),
  identity: fc.constantFrom(...identities),
  place: fc.nat(18),
  field: fc.nat(declared.length - 1),
  way: fc.constantFrom('anywhere', 'looked', 'declared'),
})

function plant(it: Wish, index: number): object {
  const mark = `needle${seed}x${index}y`
  planted.push(mark)
  const base = (type: keyof typeof types) => ({
    ...{
      type,
      occurred_at: '2026-10-01T12:00:00Z',
      producer: 'clinic',
      idempotency_key: `key-${index}`,
      user_id: 'u-1',
    },
    ...types[type],
  })
  if (it.way === 'declared') {
    const [type, make] = declared[it.field] as (typeof declared)[number]
    const event = base(type)
    return { ...event, data: { ...event.data, ...make(it.identity(mark), mark) } }
  }
  const changes = it.way === 'anywhere' ? anywhere(mark, it.name) : looked(it.identity(mark))
  const change = changes[it.place % changes.length] as { data?: object }
  const event = base('data' in change && JSON.stringify(change).includes('consent') ? 'user' : it.type)
  return { ...event, ...change, data: { ...event.data, ...change.data } }
}

interface Wish {
  readonly type: keyof typeof types
  readonly name: string
  readonly identity: (mark: string) => string
  readonly place: number
  readonly field: number
  readonly way: 'anywhere' | 'looked' | 'declared'
}

beforeAll(async () => {
  const log = openLog('trace', { write: (line: string) => void lines.push(line) })
  service = await startService({ ...env, POCM_LOG_LEVEL: 'trace' }, log)
  const { key } = await createApiKey(service.service.db, { tenantId: 'demo', name: 'r', scopes: ['analytics:read'] })
  reader = key
  source = await openEventSource(service.url)
  const wishes = fc.sample(wish, { numRuns: events, seed }) as Wish[]
  for (const [index, it] of wishes.entries()) {
    const sent = plant(it, index)
    const { status, body } = await service.call('POST', '/analytics/ingest', sent)
    expect(status, `seed ${seed}, event ${index}: ${JSON.stringify(sent)} ${JSON.stringify(body)}`).toBe(202)
    ids.push(body.id)
  }
  await service.settled()
  await source.received(events)
})
afterAll(async () => {
  await source.close()
  await service.stopAndClean()
})

/** The first needle in a text, with what stands around it. */
function found(text: string): string | undefined {
  const at = text.toLowerCase().indexOf(`needle${seed}x`)
  return at < 0 ? undefined : text.slice(Math.max(0, at - 200), at + 60)
}

test('no table of the ledger has a needle', async () => {
  const { db } = service.service
  const { rows: tables } = await db.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1',
  )
  expect(tables.length).toBeGreaterThan(20)
  for (const { name } of tables) {
    const { rows } = await db.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" AS t`)
    for (const { row } of rows) expect(found(row), name).toBeUndefined()
  }
})

test('no table of the warehouse has a needle', async () => {
  const engine = await openEngine(service.warehousePlace)
  try {
    const { data } = await engine.read(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine != 'MaterializedView'",
      {},
    )
    for (const [name] of data) {
      const rows = await engine.read(`SELECT * FROM \`${name}\``, {})
      expect(found(JSON.stringify(rows.data)), String(name)).toBeUndefined()
    }
  } finally {
    await engine.close()
  }
})

test('no file of the archive has a needle, raw or Parquet', async () => {
  await archiveAll(service)
  const raw = await filesOf(service, 'raw')
  expect(raw.length).toBeGreaterThan(0)
  for (const file of raw) expect(found(gunzipSync(await readFile(file)).toString()), file).toBeUndefined()
  const tables = await filesOf(service, 'parquet')
  expect(tables.length).toBeGreaterThan(0)
  for (const file of tables) {
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) })
    const text = JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))
    expect(found(text), file).toBeUndefined()
  }
})

test('the feed, look-ups, traces, samples and figures show none to a reader', async () => {
  expect(found(JSON.stringify(source.messages))).toBeUndefined()
  const ask = (method: string, path: string, body?: object) =>
    request(service.url, method, path, body, { authorization: `Bearer ${reader}` })
  const range = { from: '2026-10-01', to: '2026-10-02' }
  const answers = [
    await ask('GET', '/analytics/events?limit=1000'),
    ...(await Promise.all(ids.slice(0, 40).map((id) => ask('GET', `/analytics/events/${id}`)))),
    ...(await Promise.all(ids.slice(0, 20).map((id) => ask('GET', `/analytics/trace/${id}`)))),
    await ask('POST', '/analytics/samples', { metric: 'events_received', ...range, limit: 100 }),
    await ask('GET', `/analytics/lots?from=${range.from}&to=${range.to}`),
    ...(await Promise.all(
      ['city', 'provider', 'producer', 'product_id', 'lot', 'query', 'reason'].map((dimension) =>
        ask('GET', `/analytics/dimensions/${dimension}?from=${range.from}&to=${range.to}&limit=1000`),
      ),
    )),
    await ask('GET', '/metrics'),
  ]
  for (const { body } of answers) expect(found(JSON.stringify(body))).toBeUndefined()
})

test('no line of the log has a needle, at the lowest level, when it is asked for by URL, header or broken body', async () => {
  const needle = `${planted[0]}@example.org`
  await service.call('GET', `/analytics/events?user_id=${encodeURIComponent(needle)}`, undefined, {
    'x-request-id': needle,
  })
  await service.call('GET', `/analytics/lots/${encodeURIComponent(needle)}`)
  await service.call('POST', '/analytics/ingest', `{"type": "user", ${needle}`)
  await service.call('POST', '/analytics/query', { metrics: [needle], from: needle, to: needle })
  expect(lines.length).toBeGreaterThan(100)
  expect(found(lines.join('\n'))).toBeUndefined()
})

test('a holder of personal:read finds every needle where it was, and the audit trail says so', async () => {
  const { body } = await service.call('GET', '/analytics/events?limit=1000&reveal=true')
  const text = JSON.stringify(body).toLowerCase()
  expect(planted.filter((mark) => !text.includes(mark))).toEqual([])
  const { rows } = await service.service.db.query("SELECT FROM audit WHERE action = 'personal.read'")
  expect(rows.length).toBeGreaterThan(0)
  const refused = await request(service.url, 'GET', '/analytics/events?reveal=true', undefined, {
    authorization: `Bearer ${reader}`,
  })
  expect(refused.status).toBe(403)
})
