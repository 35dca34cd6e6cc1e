import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cutTrail } from '../../src/compliance/audit-anchor.ts'
import { filesOf } from '../archive/stored.ts'
import { startService } from '../service.ts'
import { dryRun, figures, keep, plant, reconcile, run, setPolicies, told, verify } from './planted.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  await plant(service, ['2024-01', '2024-02'])
})
afterAll(() => service.stopAndClean())

const query = async (sql: string) => (await service.service.db.query<Record<string, unknown>>(sql)).rows
const rawLines = async () => {
  const files = (await filesOf(service, 'raw')).filter((it) => it.endsWith('.gz'))
  return Promise.all(files.map(async (path) => gunzipSync(await readFile(path)).toString()))
}

test('an anonymised month identifies no data subject in any store, and its figures stay', async () => {
  await setPolicies(service, [keep('ledger', 60, 'payment', 'anonymise')])
  const before = await figures(service, '2024-01-01', '2024-03-01')
  expect(told(await dryRun(service))).toEqual(['ledger payment 2024-01 6', 'ledger payment 2024-02 6'])
  expect(await run(service)).toMatchObject({ status: 'done', held_back: [] })
  expect(await query("SELECT id FROM events WHERE type = 'payment' AND user_id !~ '^anon_'")).toEqual([])
  expect(await query("SELECT DISTINCT user_id FROM events WHERE type = 'payment'")).toHaveLength(3)
  const payments = (await rawLines())
    .join('')
    .split('\n')
    .filter((line) => line.includes('"type":"payment"'))
  expect(payments).toHaveLength(12)
  expect(payments.filter((line) => line.includes('"user-'))).toEqual([])
  expect(await figures(service, '2024-01-01', '2024-03-01')).toEqual(before)
  expect(await reconcile(service)).toEqual({ differences: [], drift: [] })
  expect(await verify(service)).toMatchObject({ problems: [], differences: [] })
  expect(await dryRun(service)).toEqual([])
  expect(await query("SELECT id FROM retention_runs WHERE status = 'done' AND wrapped_key IS NOT NULL")).toEqual([])
})

test('what levels are counted forward from stays in the warehouse', async () => {
  const stock = { product_id: 'p', warehouse_id: 'w', on_hand: 7, quantity: 7 }
  await service.send([
    { producer: 'shop', type: 'inventory', action: 'counted', occurred_at: '2024-01-03T00:00:00Z', data: stock },
  ])
  await service.settled()
  await service.call('POST', '/analytics/archive/run', { parquet: true })
  await setPolicies(service, [keep('warehouse', 60)])
  expect(told(await dryRun(service))).toContain('warehouse inventory 2024-01 0 opening_balance 1')
})

test('an archive that is the last copy of what the warehouse shows stays', async () => {
  await setPolicies(service, [keep('ledger', 60, 'product'), keep('archive', 90, 'product')])
  expect(told(await dryRun(service))).toEqual([
    'ledger product 2024-01 6',
    'ledger product 2024-02 6',
    'archive product 2024-01 0 last_copy 6',
    'archive product 2024-02 0 last_copy 6',
  ])
})

test('what leaves the warehouse is a gap in figures, and no comparison brings it back', async () => {
  await setPolicies(service, [keep('warehouse', 60, 'telemetry')])
  const asked = {
    metrics: ['readings', 'payments_captured'],
    from: '2024-01-01',
    to: '2024-04-01',
    granularity: 'month',
  }
  const before = (await service.call('POST', '/analytics/query', asked)).body
  expect(before.totals).toEqual({ readings: 12, payments_captured: 12 })
  expect(await run(service)).toMatchObject({ status: 'done' })
  const { body } = await service.call('POST', '/analytics/query', asked)
  expect(body.totals).toEqual({ readings: null, payments_captured: 12 })
  expect(body.rows.slice(0, 2).map((row: object) => Object.values(row))).toEqual([
    ['2024-01-01', null, 6],
    ['2024-02-01', null, 6],
  ])
  expect(body.meta.null_reasons).toEqual({ readings: 'removed' })
  expect(body.meta.removed).toEqual([
    { type: 'telemetry', month: '2024-01' },
    { type: 'telemetry', month: '2024-02' },
  ])
  expect(await reconcile(service, true)).toEqual({ differences: [], drift: [] })
  expect((await service.call('POST', '/analytics/query', asked)).body.totals.readings).toBeNull()
  const later = { ...asked, from: '2024-03-01' }
  expect((await service.call('POST', '/analytics/query', later)).body.meta.removed).toBeUndefined()
})

test('what leaves the archive is in no object of it, and the rest is as it was', async () => {
  await setPolicies(service, [keep('ledger', 60, 'telemetry'), keep('archive', 60, 'telemetry')])
  expect(told(await dryRun(service)).sort()).toEqual([
    'archive telemetry 2024-01 6',
    'archive telemetry 2024-02 6',
    'ledger telemetry 2024-01 6',
    'ledger telemetry 2024-02 6',
  ])
  expect(await run(service)).toMatchObject({ status: 'done', held_back: [] })
  expect((await rawLines()).filter((text) => text.includes('"type":"telemetry"'))).toEqual([])
  expect((await filesOf(service, 'parquet')).filter((it) => it.includes('type=telemetry'))).toEqual([])
  expect((await filesOf(service, 'raw')).filter((it) => it.includes('type=telemetry'))).toEqual([])
  expect(await verify(service)).toMatchObject({ problems: [], differences: [] })
  expect(await query("SELECT id FROM events WHERE type = 'telemetry'")).toEqual([])
  expect(await query("SELECT number FROM archive_batches WHERE stale <> '{}'")).toEqual([])
  expect(await dryRun(service)).toEqual([])
})

test('the chain of the trail still verifies after it is cut, and one that is broken is not cut', async () => {
  const { db, deps } = service.service
  const check = async () => (await service.call('POST', '/analytics/compliance/audit/verify')).body
  for (const days of [900, 901, 902, 903, 904, 905, 906]) await setPolicies(service, [keep('audit', days)])
  const before = await check()
  const [{ at } = { at: '' }] = await query(
    "SELECT at FROM compliance_audit_logs WHERE tenant_id = 'demo' ORDER BY sequence OFFSET 6 LIMIT 1",
  )
  const record = {
    ...{ tenantId: 'demo', actor: { name: 'retention', kind: 'service', tenantId: 'demo' } as const },
    ...{ action: 'audit.cut', resource: 'retention', outcome: 'succeeded' as const, traceId: '', details: {} },
  } satisfies Parameters<typeof cutTrail>[2]
  const cut = await cutTrail(deps.retaining, String(at), record)
  expect(cut).toBeGreaterThan(0)
  expect(await check()).toMatchObject({ ok: true, cut_to: cut, entries: before.entries - cut + 2 })
  const [{ jws } = { jws: '' }] = await query('SELECT jws FROM compliance_audit_anchors')
  await db.query(`UPDATE compliance_audit_anchors SET jws = 'x'`)
  expect(await check()).toMatchObject({ ok: false, first_broken: { sequence: cut } })
  await db.query('UPDATE compliance_audit_anchors SET jws = $1', [jws])
  expect(await check()).toMatchObject({ ok: true })
  await db.query(
    `WITH old AS (SELECT sequence FROM compliance_audit_logs WHERE tenant_id = 'demo' ORDER BY sequence LIMIT 5)
     UPDATE compliance_audit_logs SET at = '2024-01-02' WHERE sequence <= (SELECT max(sequence) FROM old) AND tenant_id = 'demo'`,
  )
  await setPolicies(service, [keep('audit', 400)])
  expect(told(await dryRun(service))).toEqual(['audit * 2024-01 5'])
  // What was written is not what stands there: nothing is cut.
  const refused = await run(service)
  expect(refused.held_back[0].held_back).toEqual([{ reason: 'not_verified', events: 5 }])
})

test('dead letters go by the month in which they died', async () => {
  const { db } = service.service
  const letter = (n: number, at: string) =>
    db.query(
      `INSERT INTO dead_letters (id, tenant_id, cause, detail, sealed, headers, topic, partition, "offset", written_at, died_at)
       VALUES (gen_random_uuid(), 'demo', 'not_json', '[]', '\\x00', '{}', 't', 0, $1, $2, $2)`,
      [n, at],
    )
  await letter(1, '2024-01-05T00:00:00Z')
  await letter(2, new Date().toISOString())
  await setPolicies(service, [keep('dead_letters', 40)])
  expect(told(await dryRun(service))).toEqual(['dead_letters * 2024-01 1'])
  const hold = await service.call('POST', '/analytics/compliance/holds', { kind: 'lot', value: 'L', reason: 'x' })
  expect(told(await dryRun(service))).toEqual(['dead_letters * 2024-01 0 legal_hold 1'])
  await service.call('DELETE', `/analytics/compliance/holds/${hold.body.id}`)
  await run(service)
  expect(await query('SELECT "offset" FROM dead_letters')).toEqual([{ offset: '2' }])
})
