import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { isRecorded, loadMeasures } from '../../src/measures/catalogue.ts'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import { loadFixtures } from './measures/fixture.ts'
import { euros, openTestWarehouse } from './open.ts'

const measures = await loadMeasures()
const fixtures = await loadFixtures()
const october = { from: '2026-10-01', to: '2026-11-01' }
/** Half a minute more than the day, so that no rollup covers it. */
const oddly = { from: '2026-10-01T00:00:30Z', to: '2026-10-02T00:00:30Z' }

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse({ measures })
  const events = [...fixtures].flatMap(([id, { events }]) =>
    events.map((event) => ({ ...event, tenant_id: `of_${id}` })),
  )
  await opened.warehouse.insert(events, 'fixtures')
})
afterAll(() => opened.close())

const ask = (tenant: string, id: string, question: Partial<QueryRequest>) =>
  opened.warehouse.ask(tenant, answerQuery, { metrics: [id], ...october, ...question }, euros)

test('every measure of events has a fixture, and every fixture a measure', () => {
  // What the service records of itself does not lie in the warehouse: test/operational-measures.test.ts.
  const ofEvents = [...measures.values()].filter((measure) => !isRecorded(measure)).map(({ id }) => id)
  expect([...fixtures.keys()].sort()).toEqual(ofEvents.sort())
})

describe.each([...fixtures])('%s', (id, { events, value, fromEvents = false, ...fixture }) => {
  it('has the value that was worked out by hand, from rollups and from events', async () => {
    for (const [range, source, expected] of [
      [october, fromEvents ? 'events' : 'rollup', value],
      [oddly, 'events', 'ofDay' in fixture ? fixture.ofDay : value],
    ] as const) {
      const { rows, totals, meta } = await ask(`of_${id}`, id, range)
      expect(meta.source).toBe(source)
      expect(totals[id]).toEqual(expected)
      expect(rows).toEqual([{ [id]: expected }])
    }
  })

  it('is null if it divides, and else 0, where nothing happened', async () => {
    const { rows, totals } = await ask('unknown', id, {})
    const ofNothing = measures.get(id)?.denominator === null ? 0 : null
    expect(totals).toEqual({ [id]: 'ofNothing' in fixture ? fixture.ofNothing : ofNothing })
    expect(rows).toEqual([])
  })

  it.for(fixture.asks ?? [])('answers $question', async ({ question, rows }) => {
    expect((await ask(`of_${id}`, id, question)).rows).toEqual(rows)
  })
})
