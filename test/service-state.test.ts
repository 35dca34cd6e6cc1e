import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { version } from '../src/platform/version.ts'
import { startService, until } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_JWT_SECRET: 'a secret that is long enough for an HMAC' })
})
afterAll(() => service.stopAndClean())

const day = new Date().toISOString().slice(0, 10)
const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
const rejectionsPath = `/analytics/operations/rejections?from=${day}&to=${tomorrow}`
const payment = (key: string, data: object, producer = 'shop') => ({
  ...{ type: 'payment', action: 'captured', occurred_at: '2026-10-01T10:00:00Z', producer, idempotency_key: key },
  data: { payment_id: key, gateway: 'stripe', method: 'card', currency: 'EUR', ...data },
})
const needle = 'ann.needle@example.org'

test('rejected events are reported by sender and field, with a sample that has nothing of what was sent', async () => {
  await service.send([payment('a', { amount: 1 })])
  const bad = [
    payment('b', { amount: needle, [needle]: needle }),
    payment('c', { amount: needle }),
    payment('d', { amount: needle }, needle),
    { type: needle, producer: 'never-accepted' },
  ]
  const { body } = await service.call('POST', '/analytics/ingest/batch', bad)
  expect(body.rejected).toBe(4)

  const { rejections } = (await service.call('GET', rejectionsPath)).body
  const byType = rejections.toSorted((a: Group, b: Group) => b.type.localeCompare(a.type) || b.count - a.count)
  expect(byType).toMatchObject([
    { credential: 'POCM_ADMIN_KEY', producer: 'shop', type: 'payment', path: '/data/amount', count: 2 },
    { producer: '', type: 'payment', count: 1 },
    { producer: '', type: '', reason: 'unknown_type', count: 1 },
  ])
  const [{ reason, message, sample, first_at, last_at }] = rejections
  expect([reason, message]).toEqual(['invalid_event', 'must be number'])
  expect(sample.data).toMatchObject({ amount: `string, ${needle.length} characters`, gateway: 'string, 6 characters' })
  expect(Date.parse(first_at)).toBeLessThanOrEqual(Date.parse(last_at))
  expect(JSON.stringify(rejections)).not.toContain(needle)
  const { rows } = await service.service.db.query('SELECT t::text AS row FROM rejected_events AS t')
  expect(rows.length).toBe(3)
  expect(JSON.stringify(rows)).not.toContain(needle)
})

test('they are shown to their tenant alone', async () => {
  const { key } = await createApiKey(service.service.db, { tenantId: 'other', name: 'o', scopes: ['analytics:read'] })
  const headers = { authorization: `Bearer ${key}` }
  expect((await service.call('GET', rejectionsPath, undefined, headers)).body).toEqual({ rejections: [] })
})

test('the state of the service: what it stands on, how fast it takes events, and what the keeper did', async () => {
  await service.send([payment('e', { amount: 2 })])
  await until(async () => (await stateOf()).ingest.events_per_second > 0)
  const state = await stateOf()
  expect(state).toMatchObject({
    version,
    dependencies: { ledger: { status: 'up' }, warehouse: { status: 'up' }, disk: { status: 'up' } },
  })
  expect(Date.parse(state.started_at)).toBeLessThan(Date.now())
  const { count, p50_ms, p95_ms, p99_ms } = state.ingest.latency
  expect(count).toBeGreaterThan(0)
  expect(p50_ms).toBeGreaterThan(0)
  expect(p95_ms).toBeGreaterThanOrEqual(p50_ms)
  expect(p99_ms).toBeGreaterThanOrEqual(p95_ms)
  await until(async () => (await stateOf()).tasks.some((it: { task: string }) => it.task === 'log_counts'))
})

test('settings and disk are shown to operators alone, secrets masked', async () => {
  const state = await stateOf()
  expect(state.disk_free_bytes).toBeGreaterThan(0)
  expect(state.settings).toContainEqual({ name: 'POCM_JWT_SECRET', value: '***', source: 'environment' })
  const { key } = await createApiKey(service.service.db, { tenantId: 'demo', name: 'r', scopes: ['analytics:read'] })
  const seen = await stateOf({ authorization: `Bearer ${key}` })
  expect(seen.version).toBe(version)
  expect(seen).not.toHaveProperty('settings')
  expect(seen).not.toHaveProperty('disk_free_bytes')
})

interface Group {
  type: string
  count: number
}

const stateOf = async (headers?: Record<string, string>) =>
  (await service.call('GET', '/analytics/operations/service', undefined, headers)).body
