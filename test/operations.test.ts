import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { startService, until } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stopAndClean())

const today = () => {
  const from = new Date().toISOString().slice(0, 10)
  const to = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  return `?from=${from}&to=${to}`
}
const search = (key: string, occurred_at = '2026-10-01T10:00:00Z') => ({
  ...{ type: 'search', action: 'performed', occurred_at, producer: 'test', idempotency_key: key },
  data: { query: 'patch', results_count: 1 },
})

test('what became of events is counted by source and reason, durably, within a second', async () => {
  const lines = [search('a'), search('b'), search('a'), { type: 'search', action: 'performed' }, { type: 'weather' }]
  const body = `${lines.map((it) => JSON.stringify(it)).join('\n')}\n{"type":`
  await service.call('POST', '/analytics/ingest/batch', body, { 'content-type': 'application/x-ndjson' })
  await service.call('POST', '/analytics/ingest', { ...search('a'), producer: 'another' })

  const asked = async () => (await service.call('GET', `/analytics/operations/ingestion${today()}`)).body
  await until(async () => (await asked()).hours[0]?.rejected === 4)
  const { reasons, hours, meta } = await asked()
  expect(reasons).toEqual([
    { source: 'http', reason: 'idempotency_conflict', count: 1 },
    { source: 'http', reason: 'invalid_event', count: 1 },
    { source: 'http', reason: 'malformed_json', count: 1 },
    { source: 'http', reason: 'unknown_type', count: 1 },
  ])
  expect(hours).toMatchObject([{ accepted: 2, duplicates: 1, rejected: 4 }])
  expect(Date.parse(hours[0].hour) % 3_600_000).toBe(0)
  expect(meta.elapsed_ms).toBeGreaterThan(0)
})

test('an hour is complete when ledger, log, warehouse and archive agree', async () => {
  await service.send([search('c', '2026-09-01T10:10:00Z'), search('d', '2026-09-01T10:50:00Z')])
  await service.settled()
  const path = '/analytics/operations/completeness?from=2026-09-01&to=2026-09-02'
  const counts = { hour: '2026-09-01T10:00:00Z', ledger: 2, log: 2, warehouse: 2 }
  expect((await service.call('GET', path)).body.hours).toEqual([{ ...counts, archive: 0, complete: false }])
  await service.call('POST', '/analytics/archive/run', {})
  expect((await service.call('GET', path)).body.hours).toEqual([{ ...counts, archive: 2, complete: true }])
  const long = '/analytics/operations/completeness?from=2026-09-01&to=2026-09-10'
  expect((await service.call('GET', long)).body.errors[0].path).toBe('/to')
})

test('a consumer that has everything is not behind, and one that has not says since when', async () => {
  await service.settled()
  const { consumers, dlq_size } = (await service.call('GET', '/analytics/operations/lag')).body
  expect(dlq_size).toBe(0)
  expect(consumers).toContainEqual({ name: 'warehouse', lag: 0, seconds_behind: 0, at: expect.any(String) })
  expect(consumers.map(({ name }: { name: string }) => name)).toContain('archive')
})

test('a tenant sees how far its own events are, and nothing of those of others', async () => {
  const key = await createApiKey(service.service.db, {
    tenantId: 'lagging',
    name: 'lagging',
    scopes: ['analytics:read', 'analytics:ingest'],
  })
  const headers = { authorization: `Bearer ${key.key}` }
  const lagOf = async (name: string) => {
    const { body } = await service.call('GET', '/analytics/operations/lag', undefined, headers)
    return body.consumers.find((it: { name: string }) => it.name === name)
  }
  // The archive takes events when their hour ends: those of the tenant demo still wait.
  await service.send([search('of-demo', '2026-09-03T10:10:00Z')])
  expect(await lagOf('archive')).toMatchObject({ lag: 0, seconds_behind: 0 })
  expect((await service.call('POST', '/analytics/ingest', search('own', '2026-09-03T10:20:00Z'), headers)).status).toBe(
    202,
  )
  const waiting = await lagOf('archive')
  expect(waiting.lag).toBe(1)
  expect(waiting.seconds_behind).toBeGreaterThan(0)
  await service.settled()
  expect(await lagOf('warehouse')).toMatchObject({ lag: 0, seconds_behind: 0 })
})

test('a tenant sees its own outcomes alone', async () => {
  const key = await createApiKey(service.service.db, { tenantId: 'acme', name: 'acme', scopes: ['analytics:read'] })
  const headers = { authorization: `Bearer ${key.key}` }
  const { body } = await service.call('GET', `/analytics/operations/ingestion${today()}`, undefined, headers)
  expect(body).toMatchObject({ reasons: [], hours: [] })
})
