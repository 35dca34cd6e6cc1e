import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { request, startServiceForTest } from './service.ts'

const event = (number: number, change: object = {}) => ({
  ...{ type: 'search', action: 'performed', occurred_at: '2026-10-01T12:00:00Z', producer: 'shop', session_id: 's-1' },
  ...{ idempotency_key: `batch-${number}`, data: { query: 'patch', results_count: 1 }, ...change },
})

test('every batch, import, replay and restore is an operation with its counts and outcome', async () => {
  const service = await startServiceForTest()
  const list = async (query = '') => (await service.call('GET', `/analytics/operations/batches${query}`)).body
  expect(await list()).toEqual({ operations: [], next_cursor: null })

  const batch = (events: object[], headers = {}) => service.call('POST', '/analytics/ingest/batch', events, headers)
  await batch([event(1), event(2), event(1)])
  await batch([event(1), event(3, { type: 'horoscope' })])
  await batch([event(4, { type: 'horoscope' })])
  // A single event is none.
  await service.call('POST', '/analytics/ingest', event(5))
  const imported = randomUUID()
  await Promise.all([6, 7, 8].map((number) => batch([event(number)], { 'pocm-import': imported })))
  await batch([event(9, { type: 'horoscope' })], { 'pocm-import': imported })
  await batch([event(10)], { 'pocm-import': 'no id' })
  await service.settled()
  await service.call('POST', '/analytics/warehouse/replay', {})
  await service.call('POST', '/analytics/archive/restore', {})

  const { operations } = await list()
  const counts = operations.map((it: Record<string, unknown>) => [
    ...[it.kind, it.calls, it.events, it.accepted, it.duplicates, it.rejected, it.outcome],
  ])
  expect(counts.toReversed()).toEqual([
    ['batch', 1, 3, 2, 1, 0, 'done'],
    ['batch', 1, 2, 0, 1, 1, 'partly'],
    ['batch', 1, 1, 0, 0, 1, 'refused'],
    ['import', 4, 4, 3, 0, 1, 'partly'],
    ['batch', 1, 1, 1, 0, 0, 'done'],
    ['replay', 1, 7, 7, 0, 0, 'done'],
    ['restore', 1, 0, 0, 0, 0, 'done'],
  ])
  expect(new Set(operations.map(({ actor }: { actor: string }) => actor))).toEqual(new Set(['POCM_ADMIN_KEY']))
  expect((await list('?kind=import')).operations).toHaveLength(1)

  const first = await list('?limit=4')
  const second = await list(`?limit=4&cursor=${first.next_cursor}`)
  expect([...first.operations, ...second.operations]).toEqual(operations)
  expect(second.next_cursor).toBeNull()

  // They outlive a restart, and no other tenant sees them.
  const { key } = await createApiKey(service.service.db, {
    tenantId: 'other',
    name: 'other',
    scopes: ['analytics:read'],
  })
  const other = await request(service.url, 'GET', '/analytics/operations/batches', undefined, {
    authorization: `Bearer ${key}`,
  })
  expect(other.body.operations).toEqual([])
})

test('operations are kept for 90 days', async () => {
  const service = await startServiceForTest()
  const { db, deps } = service.service
  await service.call('POST', '/analytics/ingest/batch', [event(1)])
  await deps.operations.flush()
  await db.query("UPDATE batch_operations SET finished_at = now() - interval '91 days'")
  const { openOperationRecord } = await import('../src/service-metrics/batch-operations.ts')
  const later = openOperationRecord(db, Date.now, deps.log)
  await later.close()
  expect((await db.query('SELECT FROM batch_operations')).rows).toHaveLength(0)
})
