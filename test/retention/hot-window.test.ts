import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { archivedPosition } from '../../src/archive/batches.ts'
import { partitionMonths } from '../../src/ledger/partitions.ts'
import { narrowLedger } from '../../src/retention/hot-window.ts'
import { findAllMiscounted } from '../ledger/miscounted.ts'
import { startService, until } from '../service.ts'
import { unzip } from '../subjects/planted.ts'
import { archive, eventsOf, figures, plant, reconcile, verify } from './planted.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  await plant(service, ['2024-01', '2024-02'])
})
afterAll(() => service.stopAndClean())
// Whatever was done to events, the log's counts of them are as true as before.
afterEach(async () => expect(await findAllMiscounted(service.service.db)).toEqual([]))

const narrow = () => {
  const { deps, db } = service.service
  const positions = [...deps.positions.values(), () => archivedPosition(db)]
  return narrowLedger(deps.retaining, positions, 60, new AbortController().signal)
}
const rows = async (sql: string) => (await service.service.db.query<Record<string, unknown>>(sql)).rows
const lookUp = async (query: string) => (await service.call('GET', `/analytics/events?${query}`)).body
/** All pages of a look-up. */
async function all(query: string, limit: number) {
  const found: { id: string }[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { events: { id: string }[]; next_cursor: string | null } = await lookUp(
      `${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`,
    )
    found.push(...page.events)
    cursor = page.next_cursor
  }
  return found
}
const span = 'from=2024-01-01T00:00:00Z&to=2024-03-01T00:00:00Z'

test('a month that is not archived, or that a hold keeps, stays in PostgreSQL', async () => {
  await service.send(eventsOf(['2023-12'], 1))
  await service.settled()
  const hold = await service.call('POST', '/analytics/compliance/holds', {
    kind: 'type',
    value: 'payment',
    reason: 'x',
  })
  const { left, kept } = await narrow()
  expect(left).toEqual([])
  expect(kept.find(({ month }) => month === '2023-12')?.reason).toBe('behind')
  expect(kept.filter(({ month }) => month.startsWith('2024')).map(({ reason }) => reason)).toEqual([
    'legal_hold',
    'legal_hold',
  ])
  await service.call('DELETE', `/analytics/compliance/holds/${hold.body.id}`)
  await archive(service)
})

test('months leave PostgreSQL, and look-ups, figures and comparisons are as they were', async () => {
  const queries = [span, `${span}&user_id=user-1`, `${span}&type=telemetry&lot=L-1`, `${span}&payment_id=pay-2024-01-3`]
  const before = await Promise.all(queries.map((query) => all(query, 1_000)))
  const asked = { metric: 'payments_captured', from: '2024-01-01', to: '2024-03-01', limit: 5 }
  const samples = (await service.call('POST', '/analytics/samples', asked)).body
  const told = await figures(service, '2024-01-01', '2024-03-01')
  expect((await narrow()).left.sort()).toEqual(['2023-12', '2024-01', '2024-02'])
  expect((await partitionMonths(service.service.db)).filter((month) => month < '2025')).toEqual([])
  expect(await rows("SELECT id FROM events WHERE occurred_at < '2025-01-01'")).toEqual([])

  for (const [index, query] of queries.entries()) {
    expect(before[index]?.length).toBeGreaterThan(0)
    expect(await all(query, 1_000)).toEqual(before[index])
    expect(await all(query, 5)).toEqual(before[index])
  }
  const [first] = before[0] ?? []
  expect((await service.call('GET', `/analytics/events/${first?.id}`)).body).toEqual(first)
  expect((await service.call('GET', `/analytics/trace/${first?.id}`)).body.event).toEqual(first)
  expect((await service.call('POST', '/analytics/samples', asked)).body.events).toEqual(samples.events)
  expect(await figures(service, '2024-01-01', '2024-03-01')).toEqual(told)
  expect(await reconcile(service, true)).toEqual({ differences: [], drift: [] })
  expect(await verify(service)).toMatchObject({ problems: [], differences: [] })
  const hours = `from=2024-01-01T00:00:00Z&to=2024-01-08T00:00:00Z`
  const { body } = await service.call('GET', `/analytics/operations/completeness?${hours}`)
  expect(body.hours.map((it: { complete: boolean }) => it.complete)).not.toContain(false)
})

test('a repeat is a duplicate, and an event that comes late is taken, found and leaves with the next look', async () => {
  const [view] = eventsOf(['2024-01'], 1)
  expect((await service.call('POST', '/analytics/ingest', view)).body.status).toBe('duplicate')
  const before = await all(span, 1_000)
  await service.send([{ ...view, idempotency_key: 'late', user_id: 'late' }])
  await service.settled()
  expect(await all(span, 4)).toHaveLength(before.length + 1)
  await archive(service)
  expect((await narrow()).left).toEqual(['2024-01'])
  expect(await all(span, 4)).toHaveLength(before.length + 1)
  expect(await lookUp('user_id=late')).toMatchObject({ events: [{ user_id: 'late' }] })
  expect(await reconcile(service)).toEqual({ differences: [], drift: [] })
})

test('a warehouse that lost what left is filled from the archive', async () => {
  const told = await figures(service, '2024-02-01', '2024-03-01')
  const { warehouse } = service.service
  const slices = await warehouse.counts({ from: '2024-02-01', to: '2024-03-01', tenantId: 'demo' })
  await warehouse.repair(slices, (async function* () {})(), async () => {})
  const { body } = await service.call('POST', '/analytics/warehouse/replay', {
    from: '2024-02-01T00:00:00Z',
    to: '2024-03-01T00:00:00Z',
  })
  expect(body).toMatchObject({ month: '2024-02-01', written: slices.length })
  expect(await figures(service, '2024-02-01', '2024-03-01')).toEqual(told)
})

const gdpr = '/analytics/compliance/gdpr'

test('the export of a person has what left PostgreSQL', async () => {
  const { body } = await service.call('POST', `${gdpr}/export`, { subject: { user_id: 'user-1' } })
  const status = async () => (await service.call('GET', `${gdpr}/requests/${body.id}`)).body.status
  await until(async () => ['ready', 'failed'].includes(await status()))
  const answer = await fetch(`${service.url}${gdpr}/requests/${body.id}/download`, {
    headers: { authorization: `Bearer ${service.key}` },
  })
  const files = await unzip(Buffer.from(await answer.arrayBuffer()))
  const events = (files['events.ndjson'] ?? '')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(events.filter(({ occurred_at }) => occurred_at.startsWith('2024')).length).toBe(8)
  expect(events.every(({ user_id }) => user_id === 'user-1')).toBe(true)
})

test('an erasure changes what left PostgreSQL, in every store, and figures stay', async () => {
  const told = await figures(service, '2024-01-01', '2024-03-01')
  const { body } = await service.call('POST', `${gdpr}/erase`, {
    subject: { user_id: 'user-2' },
    mode: 'erase',
    reason: 'asked',
  })
  const read = async () => (await service.call('GET', `${gdpr}/requests/${body.id}`)).body
  await until(async () => ['done', 'failed'].includes((await read()).status))
  expect(await read()).toMatchObject({ status: 'done', error: null })
  expect(await all('user_id=user-2', 100)).toEqual([])
  expect(await figures(service, '2024-01-01', '2024-03-01')).toEqual(told)
  expect(await reconcile(service)).toEqual({ differences: [], drift: [] })
  expect(await verify(service)).toMatchObject({ problems: [], differences: [] })
  expect((await narrow()).left.sort()).toEqual(['2024-01', '2024-02'])
  expect(await reconcile(service)).toEqual({ differences: [], drift: [] })
  expect(await figures(service, '2024-01-01', '2024-03-01')).toEqual(told)
})
