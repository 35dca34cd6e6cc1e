import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { fixtures, ratios } from './fixtures.ts'
import { euros, openTestWarehouse } from './open.ts'

const measures = await loadMeasures()
const october = { from: '2026-10-01', to: '2026-11-01' }
/** Half a minute more than the day, so that no rollup covers it. */
const oddly = { from: '2026-10-01T00:00:30Z', to: '2026-10-02T00:00:30Z' }

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse({ measures })
  const events = Object.entries(fixtures).flatMap(([id, { events }]) =>
    events.map((event) => ({ ...event, tenant_id: `of_${id}` })),
  )
  await opened.warehouse.insert(events, 'fixtures')
})
afterAll(() => opened.close())

describe.each([...measures.keys()])('%s', (id) => {
  it('has the value that was worked out by hand, from rollups and from events', async () => {
    const fixture = fixtures[id]
    if (fixture === undefined) throw new Error(`the measure ${id} has no fixture in test/warehouse/fixtures.ts`)
    for (const [range, source] of [
      [october, 'rollup'],
      [oddly, 'events'],
    ] as const) {
      const { rows, totals, meta } = await opened.warehouse.query(`of_${id}`, { metrics: [id], ...range }, euros)
      expect(meta.source).toBe(source)
      expect(totals[id]).toBe(fixture.value)
      expect(rows).toEqual([{ [id]: fixture.value }])
    }
  })

  it('is null if it divides, and else 0, where nothing happened', async () => {
    const { rows, totals } = await opened.warehouse.query('nobody', { metrics: [id], ...october }, euros)
    expect(totals).toEqual({ [id]: ratios.includes(id) ? null : 0 })
    expect(rows).toEqual([])
  })
})
