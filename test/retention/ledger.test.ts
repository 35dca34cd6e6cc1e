import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { findAllMiscounted } from '../ledger/miscounted.ts'
import { startService } from '../service.ts'
import { archive, dryRun, eventsOf, figures, keep, path, reconcile, run, setPolicies, told, verify } from './planted.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  await service.send([...eventsOf(['2024-01', '2024-02']), ...eventsOf(['2024-03'], 2)])
  await service.settled()
})
afterAll(() => service.stopAndClean())
// Whatever was done to events, the log's counts of them are as true as before.
afterEach(async () => expect(await findAllMiscounted(service.service.db)).toEqual([]))

const rowsIn = async (table: string) =>
  Number((await service.service.db.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n)

test('a tenant keeps everything until it has a policy', async () => {
  expect((await service.call('GET', path)).body).toEqual({ policies: [] })
  expect(await dryRun(service)).toEqual([])
})

test('policies are kept, and their change is audited with old and new value and the reason', async () => {
  const policies = [keep('ledger', 90, 'payment'), keep('audit', 400)]
  expect((await setPolicies(service, policies)).status).toBe(200)
  const { body } = await service.call('GET', '/analytics/compliance/audit?action=retention.changed')
  expect(body.entries[0]).toMatchObject({ reason: 'the law', before: { policies: [] }, outcome: 'succeeded' })
  expect(body.entries[0].after.policies).toEqual(policies)
})

test.each([
  ['an unknown type', [keep('ledger', 90, 'nothing')], '/policies/0/type'],
  ['a trail of a month', [keep('audit', 30)], '/policies/0/days'],
  ['letters by type', [keep('dead_letters', 30, 'payment')], '/policies/0/type'],
  ['a warehouse that anonymises', [keep('warehouse', 90, '*', 'anonymise')], '/policies/0/action'],
  ['what is counted forward', [keep('warehouse', 90, 'inventory')], '/policies/0/type'],
  ['the same twice', [keep('ledger', 90), keep('ledger', 91)], '/policies/1/type'],
  ['an archive that ends before the ledger', [keep('ledger', 90), keep('archive', 60)], '/policies/1/days'],
  [
    'an archive that ends before the warehouse',
    [keep('archive', 60), keep('warehouse', 90, 'payment')],
    '/policies/0/days',
  ],
  ['pseudonyms for what is gone', [keep('ledger', 90), keep('ledger', 90, '*', 'anonymise')], '/policies/1/days'],
])('%s is no policy', async (_, policies, where) => {
  const { status, body } = await setPolicies(service, policies)
  expect([status, body.errors[0].path]).toEqual([422, where])
})

test('what is not archived stays, and says so', async () => {
  await setPolicies(service, [keep('ledger', 60), keep('ledger', 30_000, 'telemetry')])
  expect(told(await dryRun(service)).filter((row) => row.includes('2024-03'))).toEqual([
    'ledger payment 2024-03 0 not_archived 2',
    'ledger product 2024-03 0 not_archived 2',
  ])
  await archive(service)
})

test('a dry run lists by type and month what would be removed, and removes nothing', async () => {
  const before = await rowsIn('events')
  expect(told(await dryRun(service)).sort()).toEqual([
    'ledger payment 2024-01 6',
    'ledger payment 2024-02 6',
    'ledger payment 2024-03 2',
    'ledger product 2024-01 6',
    'ledger product 2024-02 6',
    'ledger product 2024-03 2',
  ])
  expect(await rowsIn('events')).toBe(before)
})

test('what is under a hold stays until it is released', async () => {
  const { body: hold } = await service.call('POST', '/analytics/compliance/holds', {
    ...{ kind: 'subject', value: 'user-1', reason: 'a lawsuit' },
  })
  const rows = await dryRun(service)
  expect(told(rows)).toContain('ledger payment 2024-01 0 legal_hold 6')
  expect(rows.find(({ month }) => month === '2024-01')?.held_back[0]).toMatchObject({ holds: [hold.id] })
  await service.call('DELETE', `/analytics/compliance/holds/${hold.id}`)
  const lot = await service.call('POST', '/analytics/compliance/holds', {
    kind: 'lot',
    value: 'L-2',
    reason: 'a recall',
  })
  await setPolicies(service, [keep('ledger', 60)])
  const held = told(await dryRun(service))
  expect(held).toContain('ledger telemetry 2024-01 0 legal_hold 6')
  expect(held).toContain('ledger payment 2024-01 6')
  await service.call('DELETE', `/analytics/compliance/holds/${lot.body.id}`)
})

test('a run removes events from the ledger, and figures, archive and comparison stay as they were', async () => {
  await setPolicies(service, [keep('ledger', 60), keep('ledger', 30_000, 'telemetry')])
  const before = await figures(service, '2024-01-01', '2024-04-01')
  const done = await run(service)
  expect(done).toMatchObject({ status: 'done', error: null })
  expect(
    done.removed.map((it: { type: string; month: string; events: number }) => `${it.type} ${it.month} ${it.events}`),
  ).toEqual([
    'payment 2024-01 6',
    'payment 2024-02 6',
    'payment 2024-03 2',
    'product 2024-01 6',
    'product 2024-02 6',
    'product 2024-03 2',
  ])
  expect(await rowsIn('events')).toBe(14)
  expect(await rowsIn('event_keys')).toBe(42)
  expect(await figures(service, '2024-01-01', '2024-04-01')).toEqual(before)
  expect(await reconcile(service, true)).toEqual({ differences: [], drift: [] })
  expect(await verify(service)).toMatchObject({ problems: [], differences: [] })
  expect(await dryRun(service)).toEqual([])
  const { body } = await service.call(
    'GET',
    '/analytics/operations/completeness?from=2024-01-01T00:00:00Z&to=2024-01-07T00:00:00Z',
  )
  expect(body.hours.length).toBeGreaterThan(0)
  expect(body.hours.every((it: { complete: boolean }) => it.complete)).toBe(true)
  const { body: trail } = await service.call('GET', '/analytics/compliance/audit?action=retention.applied')
  expect(trail.entries[0].details).toMatchObject({ run: done.id, removed: { ledger: 28 } })
  const { body: operations } = await service.call('GET', '/analytics/operations/batches?kind=retention')
  expect(JSON.stringify(operations)).toContain(done.id)
})

test('a repeat of a removed event is refused as before', async () => {
  const [view] = eventsOf(['2024-01'], 1)
  expect((await service.call('POST', '/analytics/ingest', view)).body).toMatchObject({ status: 'duplicate' })
  expect(await rowsIn('events')).toBe(14)
})

test('a warehouse that lost a removed event gets it back from the archive', async () => {
  const before = await figures(service, '2024-01-01', '2024-02-01')
  const { warehouse } = service.service
  const slices = (await warehouse.counts({ from: '2024-01-01', to: '2024-02-01', tenantId: 'demo' })).slice(0, 3)
  await warehouse.repair(slices, (async function* () {})(), async () => {})
  expect(await figures(service, '2024-01-01', '2024-02-01')).not.toEqual(before)
  expect((await reconcile(service, true)).differences).toHaveLength(3)
  expect(await figures(service, '2024-01-01', '2024-02-01')).toEqual(before)
  expect(await reconcile(service)).toEqual({ differences: [], drift: [] })
})

test('what is restored is counted once, and goes again with the next run', async () => {
  const { body } = await service.call('POST', '/analytics/archive/restore', {
    type: 'payment',
    from: '2024-01-01T00:00:00Z',
    to: '2024-02-01T00:00:00Z',
  })
  expect(body).toMatchObject({ restored: 6, problems: [] })
  expect(await reconcile(service)).toEqual({ differences: [], drift: [] })
  expect(await verify(service)).toMatchObject({ problems: [], differences: [] })
  expect(told(await dryRun(service))).toEqual(['ledger payment 2024-01 6'])
  await run(service)
  expect(await rowsIn('events')).toBe(14)
  expect(await reconcile(service)).toEqual({ differences: [], drift: [] })
})
