import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { startService } from '../service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
  const events = Array.from({ length: 300 }, (_, n) => ({
    type: n % 3 === 0 ? 'payment' : 'telemetry',
    action: n % 3 === 0 ? 'captured' : 'read',
    occurred_at: `2026-10-01T0${n % 4}:30:00Z`,
    producer: 'test',
    device_id: 'd-1',
    data:
      n % 3 === 0
        ? { payment_id: `p-${n}`, gateway: 'stripe', method: 'card', amount: 10, currency: 'EUR' }
        : { metric: 'glucose', value: 100, unit: 'mg/dL' },
  }))
  await service.send(events)
  await service.settled()
})
afterAll(() => service.stopAndClean())

const figures = async () => {
  const metrics = ['payments_captured', 'payment_volume', 'readings']
  const query = { metrics, from: '2026-10-01', to: '2026-10-02' }
  // What these tests do to the engine, the service knows nothing of.
  const answer = await service.call('POST', '/analytics/query', query, { 'cache-control': 'no-cache' })
  return answer.body.totals
}
const reconcile = async (repair: boolean) => (await service.call('POST', '/analytics/reconcile', { repair })).body

/** Speaks to the warehouse's engine behind the service's back. */
async function withEngine<T>(act: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine(service.warehousePlace)
  return act(engine).finally(() => engine.close())
}
const tamper = (sql: string) => withEngine((engine) => engine.run(sql))

const whole = { payments_captured: 100, payment_volume: 1_000, readings: 200 }

test('untouched stores agree', async () => {
  expect(await reconcile(false)).toMatchObject({ compared: 8, events: 300, differences: [], drift: [], repaired: 0 })
  expect(await figures()).toEqual(whole)
})

test('rows that the warehouse lost are named by type and hour, and put back with their rollups', async () => {
  await tamper("DELETE FROM events WHERE type = 'payment' AND toHour(occurred_at) = 2")
  const found = await reconcile(false)
  expect(found.differences).toMatchObject([
    { type: 'payment', hour: '2026-10-01T02:00:00Z', ledger: { count: 25 }, warehouse: { count: 0 } },
  ])
  expect(await reconcile(true)).toMatchObject({ repaired: 1 })
  expect(await reconcile(false)).toMatchObject({ differences: [] })
  expect(await figures()).toEqual(whole)
})

test('rows that an earlier version wrote get their places in the log, and nothing else of them changes', async () => {
  const places = () =>
    withEngine((engine) => engine.read('SELECT toString(id), toString(log_position) FROM events ORDER BY id'))
  const before = (await places()).data
  await tamper('ALTER TABLE events UPDATE log_position = 5 WHERE toHour(occurred_at) = 3 SETTINGS mutations_sync = 1')
  const found = await reconcile(false)
  expect(found.differences).toHaveLength(2)
  for (const { ledger, warehouse } of found.differences) expect(warehouse).toEqual(ledger)
  expect(await reconcile(true)).toMatchObject({ repaired: 2 })
  expect(await reconcile(false)).toMatchObject({ differences: [], drift: [] })
  expect((await places()).data).toEqual(before)
  expect(await figures()).toEqual(whole)
})

test.each([
  ['total', 75, 0],
  ['context', 75, 0],
])('a rollup that drifted from its events is found and made anew: %s', async (rollup, due, held) => {
  const named = `SELECT name FROM system.tables
    WHERE database = currentDatabase() AND name LIKE 'rollup_${rollup}_%' AND engine LIKE '%MergeTree'`
  const { data } = await withEngine((engine) => engine.read(named))
  await tamper(`DELETE FROM ${data[0]?.[0]} WHERE toHour(hour) = 1`)
  const found = await reconcile(false)
  expect(found).toMatchObject({ differences: [], drift: [{ hour: '2026-10-01T01:00:00Z', rollup, held, due }] })
  expect(await reconcile(true)).toMatchObject({ repaired: 1 })
  expect(await reconcile(false)).toMatchObject({ differences: [], drift: [] })
  expect(await figures()).toEqual(whole)
})
