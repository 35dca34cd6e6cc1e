import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepLetters } from '../src/ledger/dead-letters.ts'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
  const { db } = service.service
  // Events of `demo` and one of another tenant. Kathmandu is 5:45 ahead: its 2 October begins at 18:15 UTC of the 1st.
  const outcomes: [string, string, string, string, string, number][] = [
    ['demo', '2026-10-01T10:00:00Z', 'accepted', 'order', '', 6],
    ['demo', '2026-10-01T10:05:00Z', 'rejected', 'order', 'invalid_event', 2],
    ['demo', '2026-10-01T18:10:00Z', 'accepted', 'payment', '', 3],
    ['demo', '2026-10-01T18:15:00Z', 'accepted', 'payment', '', 1],
    ['demo', '2026-10-01T18:15:00Z', 'duplicate', 'payment', '', 50],
    ['demo', '2026-10-02T09:00:00Z', 'rejected', '', 'unknown_type', 4],
    ['other', '2026-10-01T10:00:00Z', 'accepted', 'order', '', 100],
  ]
  for (const values of outcomes) {
    await db.query("INSERT INTO ingest_outcomes VALUES ($1, $2, 'http', $3, $4, $5, $6)", values)
  }
  for (const [slot, lag] of [
    ['2026-10-01T10:00:00Z', 7],
    ['2026-10-01T23:55:00Z', 3],
    ['2026-10-03T12:00:00Z', 0],
  ]) {
    await db.query("INSERT INTO consumer_lags VALUES ('warehouse', $1, $2, $1)", [slot, lag])
  }
  // One letter died before October and was replayed on the 2nd, two on the 1st, of which one was replayed on the 3rd.
  const letters = [
    ['2026-09-20T10:00:00Z', '2026-10-02T10:00:00Z', 'invalid_event'],
    ['2026-10-01T10:00:00Z', '2026-10-03T10:00:00Z', 'invalid_event'],
    ['2026-10-01T11:00:00Z', null, 'tenant_missing'],
  ] as const
  for (const [offset, [died_at, replayed_at, cause]] of letters.entries()) {
    const id = `00000000-0000-4000-8000-00000000000${offset}`
    const place = { topic: 't', partition: 0, offset: String(offset), written_at: died_at }
    const told = {
      cause,
      detail: [],
      sealed: Buffer.alloc(0),
      sealed_facts: null,
      sealed_person: null,
      headers: {},
      type: 'order',
      producer: 'shop',
    }
    await keepLetters(db, [{ id, tenant_id: 'demo', ...told, ...place }])
    await db.query('UPDATE dead_letters SET died_at = $2, replayed_at = $3 WHERE id = $1', [id, died_at, replayed_at])
  }
})
afterAll(() => service.stopAndClean())

const range = { from: '2026-10-01', to: '2026-10-04' }
const query = async (question: object) => {
  const { status, body } = await service.call('POST', '/analytics/query', { ...range, ...question })
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

test('events received, rejected and the share of errors, by day and over the range', async () => {
  const metrics = ['events_received', 'events_rejected', 'ingestion_error_rate']
  const { rows, totals } = await query({ metrics, granularity: 'day' })
  expect(rows).toEqual([
    // 6 + 3 + 1 were accepted, 2 rejected: 2 / 12.
    { time: '2026-10-01', events_received: 10, events_rejected: 2, ingestion_error_rate: 2 / 12 },
    { time: '2026-10-02', events_received: 0, events_rejected: 4, ingestion_error_rate: 1 },
  ])
  // 6 / 16
  expect(totals).toEqual({ events_received: 10, events_rejected: 6, ingestion_error_rate: 0.375 })
})

test('days and hours are cut in the zone of the request, whatever its offset', async () => {
  const zoned = { metrics: ['events_received'], timezone: 'Asia/Kathmandu' }
  expect((await query({ ...zoned, granularity: 'day' })).rows).toEqual([
    { time: '2026-10-01', events_received: 9 },
    { time: '2026-10-02', events_received: 1 },
  ])
  expect((await query({ ...zoned, granularity: 'hour' })).rows).toEqual([
    { time: '2026-10-01T09:15:00Z', events_received: 6 },
    { time: '2026-10-01T17:15:00Z', events_received: 3 },
    { time: '2026-10-01T18:15:00Z', events_received: 1 },
  ])
  const { rows } = await query({ metrics: ['events_received'], granularity: 'month', from: '2026-09-01' })
  expect(rows).toEqual([{ time: '2026-10-01', events_received: 10 }])
})

test('they are cut and filtered by type and reason, ordered, limited and compared', async () => {
  const byReason = { metrics: ['events_rejected'], dimensions: ['reason'], order_by: '-events_rejected' }
  expect((await query(byReason)).rows).toEqual([
    { reason: 'unknown_type', events_rejected: 4 },
    { reason: 'invalid_event', events_rejected: 2 },
  ])
  expect((await query({ ...byReason, limit: 1 })).meta.truncated).toBe(true)
  const ofNone = { metrics: ['events_rejected'], filters: { type: null }, dimensions: ['type'] }
  expect((await query(ofNone)).rows).toEqual([{ type: null, events_rejected: 4 }])
  const later = { metrics: ['events_received'], from: '2026-10-02', to: '2026-10-03', compare: 'previous_period' }
  const { totals, previous } = await query(later)
  expect([totals.events_received, previous.totals.events_received]).toEqual([0, 10])
  const { status } = await service.call('POST', '/analytics/query', { ...range, ...byReason, dimensions: ['country'] })
  expect(status).toBe(422)
})

test('dead letters are counted as of the end of each bucket', async () => {
  const { rows, totals } = await query({ metrics: ['dlq_size'], granularity: 'day' })
  // 1 from before and 2 of the 1st; 2 after the first was replayed; 1 in the end.
  expect(rows).toEqual([
    { time: '2026-10-01', dlq_size: 3 },
    { time: '2026-10-02', dlq_size: 2 },
    { time: '2026-10-03', dlq_size: 1 },
  ])
  expect(totals).toEqual({ dlq_size: 1 })
  const byReason = { metrics: ['dlq_size'], dimensions: ['reason'], to: '2026-10-02' }
  expect((await query(byReason)).rows).toEqual([
    { reason: 'invalid_event', dlq_size: 2 },
    { reason: 'tenant_missing', dlq_size: 1 },
  ])
})

test('the lag is what was last seen in the bucket, and unknown where it was not recorded', async () => {
  const { rows, totals } = await query({ metrics: ['consumer_lag', 'events_received'], granularity: 'day' })
  expect(rows).toEqual([
    { time: '2026-10-01', consumer_lag: 3, events_received: 10 },
    { time: '2026-10-03', consumer_lag: 0, events_received: 0 },
  ])
  expect(totals).toEqual({ consumer_lag: 0, events_received: 10 })
  expect((await query({ metrics: ['consumer_lag'], from: '2026-09-01', to: '2026-10-01' })).totals).toEqual({
    consumer_lag: null,
  })
})

test('they stand in one answer beside figures of events', async () => {
  const { totals } = await query({ metrics: ['orders', 'events_received'] })
  expect(totals).toEqual({ orders: 0, events_received: 10 })
})
