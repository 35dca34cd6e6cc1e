import { afterAll, beforeAll, expect, test } from 'vitest'
import { rebuildCommand } from '../../src/commands/rebuild.ts'
import { replayCommand } from '../../src/commands/replay.ts'
import { readLog } from '../../src/ledger/read-log.ts'
import { consumerPosition } from '../../src/log/batches.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { runCommand } from '../run-command.ts'
import { startService } from '../service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
  const payment = (n: number) => ({
    type: 'payment',
    action: 'captured',
    occurred_at: new Date(Date.UTC(2026, 5 + (n % 3), 1 + (n % 28), n % 24)).toISOString(),
    producer: 'test',
    data: { payment_id: `p-${n}`, gateway: 'stripe', method: 'card', amount: 10, currency: 'EUR' },
  })
  await service.send(Array.from({ length: 600 }, (_, n) => payment(n)))
  await service.settled()
})
afterAll(() => service.stopAndClean())

/** `pocm <words>` against the service; what it printed, by lines. */
async function pocm(name: 'replay' | 'rebuild', ...words: string[]): Promise<string[]> {
  const command = name === 'replay' ? replayCommand() : rebuildCommand()
  const ran = await runCommand(command, name, ...words, '--url', service.url, '--key', service.key)
  if (ran.code !== 0) throw new Error(ran.err)
  return ran.out.trim().split('\n')
}

/** Speaks to the warehouse's engine behind the service's back. */
async function withEngine<T>(act: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine(service.warehousePlace)
  return act(engine).finally(() => engine.close())
}
const tamper = (...statements: string[]) =>
  withEngine(async (engine) => {
    for (const statement of statements) await engine.run(statement)
  })

const rollupTables = () =>
  withEngine(async (engine) => {
    const { data } = await engine.read(
      `SELECT name FROM system.tables
       WHERE database = currentDatabase() AND startsWith(name, 'rollup_') AND engine LIKE '%MergeTree'`,
    )
    return data.map(([name]) => String(name))
  })

// What these tests do to the engine, the service knows nothing of.
const fresh = { 'cache-control': 'no-cache' }

const counted = async () => {
  const range = { from: '2026-01-01', to: '2027-01-01' }
  const request = { metrics: ['payments_captured', 'payment_volume'], ...range }
  const { totals } = (await service.call('POST', '/analytics/query', request, fresh)).body
  const slices = await service.service.warehouse.counts(range)
  return { totals, slices, drift: await service.service.warehouse.drift(range) }
}

test('an emptied warehouse is filled from the ledger, newest month first, and a second time there is nothing to do', async () => {
  const before = await counted()
  expect(before).toMatchObject({ totals: { payments_captured: 600, payment_volume: 6_000 }, drift: [] })
  await tamper('TRUNCATE TABLE events', ...(await rollupTables()).map((table) => `TRUNCATE TABLE ${table}`))
  expect(await service.service.warehouse.counts({ from: '2026-01-01', to: '2027-01-01' })).toEqual([])

  const said = await pocm('replay')
  expect(said.map((line) => line.slice(0, 7)).slice(0, 3)).toEqual(['2026-08', '2026-07', '2026-06'])
  expect(said.at(-1)).toMatch(/^600 events are in the warehouse; [1-9]/)
  expect(await counted()).toEqual(before)
  expect((await pocm('replay')).at(-1)).toMatch(/; 0 slices and hours had to be written$/)
})

test('a range and a type bound what is driven again', async () => {
  await tamper("DELETE FROM events WHERE occurred_at >= '2026-06-01'")
  const said = await pocm('replay', '--from', '2026-07-01T00:00:00Z', '--to', '2026-08-01T00:00:00Z')
  expect(said[0]).toMatch(/^2026-07: 200 events/)
  expect(said).toHaveLength(2)
  expect((await pocm('replay', '--type', 'order'))[0]).toBe(
    '0 events are in the warehouse; 0 slices and hours had to be written',
  )
  await pocm('replay', '--type', 'payment')
  expect((await counted()).totals).toEqual({ payments_captured: 600, payment_volume: 6_000 })
})

test('a rollup is made anew while the service runs', async () => {
  const [table] = (await rollupTables()).filter((name) => name.startsWith('rollup_total'))
  await tamper(`DELETE FROM ${table} WHERE toYYYYMM(hour) = 202607`)
  expect(await pocm('rebuild', '--rollup', 'line')).toEqual([
    'line: made of 0 events or lines, 0 hours were wrong before',
  ])
  expect((await counted()).totals.payments_captured).toBe(400)
  expect((await pocm('rebuild'))[0]).toMatch(/^total: made of 600 events or lines, [1-9]/)
  expect(await counted()).toMatchObject({ totals: { payments_captured: 600 }, drift: [] })
  await expect(pocm('rebuild', '--rollup', 'weather')).rejects.toThrow(/no rollup weather/)
})

test('another consumer of the log begins at the start or at a moment; that of the warehouse is not moved', async () => {
  expect(await pocm('replay', '--into', 'auditor')).toEqual(['auditor will read 600 events'])
  const { db } = service.service
  expect(await readLog(db, await consumerPosition(db, 'auditor'), { limit: 1_000 })).toHaveLength(600)
  expect(await pocm('replay', '--into', 'auditor', '--from', '2026-08-28T00:00:00Z')).not.toEqual([
    'auditor will read 600 events',
  ])
  const [next] = await readLog(db, await consumerPosition(db, 'auditor'), { limit: 1 })
  expect(next?.event.occurred_at.slice(0, 10)).toBe('2026-08-28')
  await expect(pocm('replay', '--into', 'warehouse')).rejects.toThrow(/cannot be moved/)
})
