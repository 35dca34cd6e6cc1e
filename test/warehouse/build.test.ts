import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { buildRollups } from '../../src/warehouse/build.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine.ts'
import { stockOf } from '../../src/warehouse/stock.ts'
import { openTestWarehouse } from './open.ts'

const { rollups } = stockOf(await loadCatalogue(), await loadMeasures(), new Set())
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
  await buildRollups(engine, rollups, patienceMs, { info: (_, message) => notes.push(message) })
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
