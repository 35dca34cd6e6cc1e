import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import type { Scope } from '../src/access/principal.ts'
import { type EventSource, openEventSource } from './event-source.ts'
import { request, startService } from './service.ts'

/** Two tenants with the same events, which differ in sealed values alone: in what they say, how long they are, of what type. */
interface Store {
  readonly tenantId: string
  readonly admin: string
  readonly reader: string
  readonly sender: string
  readonly source: EventSource
}

interface Secrets {
  readonly text: string
  readonly day: string
  readonly any: unknown
}

const secrets: readonly [Secrets, Secrets] = [
  { text: 'ana@example.org', day: '1980-05-01', any: { deep: [1, 2, { name: 'Ana' }] } },
  { text: 'Another person, who has a much longer name and lives at another place', day: '1999-12-31', any: 7 },
]

const idOf = (n: number) => `01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e${String(n).padStart(2, '0')}`
const base = (n: number) => ({
  ...{ id: idOf(n), idempotency_key: `key-${n}`, occurred_at: '2026-10-01T12:00:00Z', producer: 'clinic' },
  ...{ user_id: 'u-1', device_id: 'd-1' },
})
const line = { product_id: 'p-1', quantity: 1, unit_price: 2, lot: 'L1' }

const eventsOf = ({ text, day, any }: Secrets): object[] => [
  { ...base(1), type: 'user', action: 'registered', data: { email: text, name: text, phone: text, birth_date: day } },
  {
    ...base(2),
    type: 'adverse_event',
    action: 'reported',
    data: { report_id: 'r', severity: 'mild', lot: 'L1', narrative: text },
  },
  {
    ...base(3),
    type: 'order',
    action: 'placed',
    order_id: 'o-1',
    data: { currency: 'EUR', items: [{ ...line, email: text }] },
  },
  { ...base(4), type: 'search', action: 'performed', data: { query: 'patch', results_count: 1, note: any } },
  {
    ...base(5),
    type: 'search',
    action: 'clicked',
    context: { country: 'ES', store: any },
    data: { query: 'x', position: 1 },
  },
  {
    ...base(6),
    type: 'user',
    action: 'consent_changed',
    data: { consent: { ads: true, contact: { email: any, phone: text } } },
  },
]

let service: Awaited<ReturnType<typeof startService>>
let stores: readonly [Store, Store]
const call = (key: string, method: string, path: string, body?: object) =>
  request(service.url, method, path, body, { authorization: `Bearer ${key}` })

async function openStore(tenantId: string, own: Secrets): Promise<Store> {
  const key = async (scope: Scope) =>
    (await createApiKey(service.service.db, { tenantId, name: scope, scopes: [scope] })).key
  const admin = await key('admin')
  const source = await openEventSource(service.url, { key: admin })
  for (const event of eventsOf(own)) {
    const { status, body } = await call(admin, 'POST', '/analytics/ingest', event)
    expect(status, JSON.stringify(body)).toBe(202)
  }
  return { tenantId, admin, source, reader: await key('analytics:read'), sender: await key('analytics:ingest') }
}

beforeAll(async () => {
  service = await startService()
  const [one, other] = secrets
  stores = [await openStore('one-tenant', one), await openStore('two-tenant', other)]
  await service.settled()
})
afterAll(async () => {
  for (const { source } of stores) await source.close()
  await service.stopAndClean()
})

const times = /"(received_at|fresh_to|since|last_seen_at)":"[^"]*"|"elapsed_ms":[\d.]+/g

/** What both answer, without the moments at which they worked. */
async function bothSay(ask: (store: Store) => Promise<{ status: number; body: unknown }>): Promise<[string, string]> {
  const said = await Promise.all(
    stores.map(async (store) => {
      const { status, body } = await ask(store)
      return `${status} ${JSON.stringify(body)}`.replace(times, '').replaceAll(store.tenantId, 'a-tenant')
    }),
  )
  return said as [string, string]
}

const read = (method: string, path: string, body?: object) => (store: Store) => call(store.reader, method, path, body)
const days = { from: '2026-10-01', to: '2026-10-02' }
const range = 'from=2026-10-01&to=2026-10-02'

test.each<[string, string, object?]>([
  ['GET', '/analytics/events?limit=100'],
  ...[1, 2, 3, 4, 5, 6].map((n): [string, string] => ['GET', `/analytics/events/${idOf(n)}`]),
  ...[1, 2, 3].map((n): [string, string] => ['GET', `/analytics/trace/${idOf(n)}`]),
  ['GET', '/analytics/events?user_id=ana@example.org'],
  ['POST', '/analytics/samples', { metric: 'orders', ...days }],
  ['POST', '/analytics/samples', { metric: 'adverse_events', ...days }],
  ['POST', '/analytics/query', { metrics: ['orders', 'searches', 'adverse_events'], ...days }],
  ['POST', '/analytics/query', { metrics: ['searches'], ...days, dimensions: ['query', 'country'] }],
  ['POST', '/analytics/export', { metrics: ['orders'], ...days, format: 'csv' }],
  ['GET', `/analytics/dimensions/query?${range}`],
  ['GET', `/analytics/dimensions/lot?${range}`],
  ['GET', `/analytics/lots?${range}`],
  ['GET', `/analytics/lots/L1?${range}`],
  ['GET', '/analytics/lots/L1/recall?format=json'],
  ['GET', '/analytics/catalogue'],
])('%s %s', async (method, path, body) => {
  const [one, other] = await bothSay(read(method, path, body))
  expect(other).toBe(one)
})

test('the live stream', async () => {
  const [one, other] = await bothSay(async ({ source }) => ({ status: 200, body: await source.received(6) }))
  const places = /"id":"\d+-\d+"/g
  expect(other.replace(places, '')).toBe(one.replace(places, ''))
})

test.each([
  { properties: { data: { properties: { email: { pattern: '^ana@' }, birth_date: { const: '1980-05-01' } } } } },
  { not: { properties: { data: { properties: { email: { maxLength: 20 }, name: { enum: ['ana@example.org'] } } } } } },
  { properties: { data: { if: { properties: { phone: { minLength: 40 } } }, else: false } } },
  {
    properties: {
      data: { properties: { consent: { properties: { contact: { properties: { email: { type: 'number' } } } } } } },
    },
  },
])('a dry run of %j', async (schema) => {
  const [one, other] = await bothSay(({ admin }) =>
    call(admin, 'POST', '/analytics/schemas/user/dry-run', { schema, days: 3_660 }),
  )
  expect(other).toBe(one)
})

test('a conflict, alone and in a batch, names what may be seen, and never a sealed value', async () => {
  const guesses = [1, 2, 3, 4, 5, 6].map((n) => {
    const [sent] = eventsOf({ text: 'a guess', day: '1980-05-02', any: 'guess' }).slice(n - 1)
    return { ...sent, id: undefined, producer: 'another' }
  })
  const hidden = guesses.map((it) => ({ ...it, producer: 'clinic' }))
  for (const sent of [...guesses, ...hidden]) {
    const [one, other] = await bothSay(({ sender }) => call(sender, 'POST', '/analytics/ingest', sent))
    expect(other).toBe(one)
    expect(one).toMatch(/^409 .*(\/producer|protected values)/)
  }
  const [one, other] = await bothSay(({ sender }) =>
    call(sender, 'POST', '/analytics/ingest/batch', [...guesses, ...hidden]),
  )
  expect(other).toBe(one)
})

test('after five conflicts under a key its sender gets neither conflict nor duplicate, and the trail records it', async () => {
  const [{ admin, sender }] = stores
  const send = async (event: object) => (await call(sender, 'POST', '/analytics/ingest', event)).status
  const right = { ...base(7), type: 'user', action: 'updated', data: { birth_date: '1980-05-01' } }
  await call(admin, 'POST', '/analytics/ingest', right)
  const guess = (day: number) => ({ ...right, data: { birth_date: `1980-06-0${day}` } })
  const answers = []
  for (const day of [1, 2, 3, 4, 5, 6]) answers.push(await send(guess(day)))
  expect(answers).toEqual([409, 409, 409, 409, 409, 429])
  expect(await send(right)).toBe(429)
  const batch = await call(sender, 'POST', '/analytics/ingest/batch', [guess(7), right])
  expect(new Set(batch.body.results.map((it: { reason: string }) => it.reason))).toEqual(
    new Set(['too_many_conflicts']),
  )
  // Another credential is not held back by it.
  expect((await call(admin, 'POST', '/analytics/ingest', right)).body.status).toBe('duplicate')
  const { rows } = await service.service.db.query(
    "SELECT FROM compliance_audit_logs WHERE action = 'ingest.conflicts_limited'",
  )
  expect(rows.length).toBe(1)
})

test('guesses that come in one batch are held back within it', async () => {
  const [{ admin }] = stores
  const right = { ...base(8), type: 'user', action: 'updated', data: { birth_date: '1980-05-01' } }
  await call(admin, 'POST', '/analytics/ingest', right)
  const guesses = Array.from({ length: 20 }, (_, day) => ({ ...right, data: { birth_date: `1980-07-${day + 10}` } }))
  const { body } = await call(admin, 'POST', '/analytics/ingest/batch', [...guesses, right])
  const reasons = body.results.map((it: { reason: string }) => it.reason)
  expect(reasons.filter((it: string) => it === 'idempotency_conflict')).toHaveLength(5)
  expect(reasons.at(-1)).toBe('too_many_conflicts')
})

test('an id that is an address is found by it, stays one event, and is disclosed to no other reader', async () => {
  const [{ admin, reader }] = stores
  const { id: _, ...rest } = base(9)
  const sent = {
    ...rest,
    idempotency_key: 'ana@x.es',
    user_id: 'ana@x.es',
    type: 'loyalty',
    action: 'earned',
    data: { points: 1 },
  }
  const { body } = await call(admin, 'POST', '/analytics/ingest', sent)
  expect((await call(admin, 'POST', '/analytics/ingest', sent)).body).toEqual({ id: body.id, status: 'duplicate' })
  const found = await call(reader, 'GET', '/analytics/events?user_id=ana%40x.es', undefined)
  expect(found.body.events).toMatchObject([{ id: body.id, user_id: expect.stringMatching(/^p_[0-9a-f]{32}$/) }])
  expect(JSON.stringify(found.body)).not.toContain('ana@x.es')
  const open = await call(admin, 'GET', `/analytics/events/${body.id}?reveal=true`)
  expect(open.body).toMatchObject({ user_id: 'ana@x.es', idempotency_key: 'ana@x.es', data: { points: 1 } })
})

test('what was stored under an address before there were pseudonyms stays one event, and is found', async () => {
  const [{ admin }] = stores
  const { id: _, ...rest } = base(10)
  const sent = {
    ...rest,
    idempotency_key: 'old-key',
    user_id: 'bea@x.es',
    type: 'loyalty',
    action: 'earned',
    data: { points: 2 },
  }
  const { body } = await call(admin, 'POST', '/analytics/ingest', sent)
  const { db } = service.service
  await db.query("UPDATE event_keys SET idempotency_key = 'bea@x.es' WHERE event_id = $1", [body.id])
  await db.query(
    "UPDATE events SET idempotency_key = 'bea@x.es', user_id = 'bea@x.es', data = '{\"points\": 2}' WHERE id = $1",
    [body.id],
  )
  const again = await call(admin, 'POST', '/analytics/ingest', { ...sent, idempotency_key: 'bea@x.es' })
  expect(again.body).toEqual({ id: body.id, status: 'duplicate' })
  const found = await call(admin, 'GET', '/analytics/events?user_id=bea%40x.es')
  expect(found.body.events.map((it: { id: string }) => it.id)).toEqual([body.id])
})
