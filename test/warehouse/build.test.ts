import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { modelOf } from '../../src/warehouse/tables/model.ts'
import { buildRollups, rebuildRollup } from '../../src/warehouse/writing/build-rollups.ts'
import { openTestWarehouse, placed } from './open.ts'

const { rollups } = modelOf(await loadCatalogue(), await loadMeasures(), new Set())
const { table } = rollups[0]

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let engine: Engine
beforeAll(async () => {
  opened = await openTestWarehouse()
  engine = await openEngine(opened.place)
})
afterAll(async () => {
  await engine.close()
  await opened.close()
})

/** Notes that say what was done. */
async function build(patienceMs: number): Promise<string[]> {
  const notes: string[] = []
  await buildRollups(engine, rollups, (act) => act(), patienceMs, { info: (_, message) => notes.push(message) })
  return notes
}

it('waits for a rollup that another process is filling', async () => {
  const { data } = await engine.read(`SHOW CREATE TABLE ${table}_feed`)
  await engine.run(`DROP VIEW ${table}_feed SYNC`)
  // The engine takes statements in turn, so the view is missing when the build first looks.
  const building = build(30_000)
  await engine.run(String(data[0]?.[0]))
  expect(await building).toEqual([])
})

it('makes a rollup anew when the other process does not finish', async () => {
  await engine.run(`DROP VIEW ${table}_feed SYNC`)
  expect(await build(1_500)).toEqual(['building a rollup from all events'])
  expect(await build(0)).toEqual([])
})

const drift = () => opened.warehouse.drift({ from: '1970-01-01', to: '2100-01-01' })
const orderIn = (month: string) => placed(month, 1, 10, { occurred_at: `${month}-01T12:00:00.000000Z` })

it('has in a new rollup what others wrote while it was filled', async () => {
  await opened.warehouse.insert([orderIn('2026-01'), orderIn('2026-02')], 'before')
  await engine.run(`DROP VIEW ${table}_feed SYNC`)
  const meanwhile = [orderIn('2026-02'), orderIn('2026-03')]
  await buildRollups(
    engine,
    rollups,
    async (act) => {
      await opened.warehouse.insert(meanwhile, 'meanwhile')
      return act()
    },
    0,
  )
  expect(await drift()).toEqual([])
  await opened.warehouse.insert([orderIn('2026-03')], 'after')
  expect(await drift()).toEqual([])
})

it('makes a wrong rollup anew beside the living one, which is fed until they are exchanged', async () => {
  await engine.run(`DELETE FROM ${table} WHERE toYYYYMM(hour) = 202602`)
  const late = [orderIn('2026-03'), orderIn('2026-04')]
  const rebuilt = await rebuildRollup(engine, rollups[0], async (act) => {
    await opened.warehouse.insert(late, 'late')
    const { data } = await engine.read(`SELECT toUInt32(sum(events)) FROM ${table} WHERE toYYYYMM(hour) = 202604`)
    expect(data).toEqual([[1]])
    return act()
  })
  expect(rebuilt).toEqual({ rollup: 'total', events: 7, corrected: 1 })
  await opened.warehouse.insert([orderIn('2026-04')], 'last')
  expect(await drift()).toEqual([])
})

it('counts a batch once that comes again when the rollup has been made anew', async () => {
  const again = [orderIn('2026-05'), orderIn('2026-06')]
  await opened.warehouse.insert(again, 'again')
  for (const rollup of rollups) await rebuildRollup(engine, rollup, (act) => act())
  await opened.warehouse.insert(again, 'again', { repeated: true })
  expect(await drift()).toEqual([])
})
