import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { defineEvent, required, word } from '../../src/events/define.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { count, defineMeasure } from '../../src/measures/define.ts'
import { answerQuery } from '../../src/query/answer.ts'
import { openEngine } from '../../src/warehouse/engine/engine.ts'
import { openWarehouse } from '../../src/warehouse/warehouse.ts'
import { euros, inLogOrder, openTestWarehouse, placed, stored } from './open.ts'

const catalogue = await loadCatalogue()
const measures = await loadMeasures()
const october = { from: '2026-10-01', to: '2026-11-01' }

const calls = defineMeasure({
  id: 'calls',
  title: 'Calls',
  question: 'How often was the desk called?',
  numerator: 'calls answered',
  sums: { answered: count({ type: 'call', action: 'answered' }) },
  unit: 'count',
  dimensions: ['country'],
  compute: ({ answered }) => answered,
})
const call = defineEvent({
  type: 'call',
  emitted: 'By the telephone desk.',
  actions: ['answered'],
  data: { desk: required(word('public')) },
  columns: { desk: 'LowCardinality(String)' },
  example: { action: 'answered', data: { desk: 'Madrid' } },
})

describe('opening an old warehouse', () => {
  let opened: Awaited<ReturnType<typeof openTestWarehouse>>
  const openOld = async (given: { embedded?: true }) => {
    opened = await openTestWarehouse(given)
    await opened.warehouse.insert([placed('o1', 1, 10), placed('o2', 1, 20)], 'before')
  }
  beforeEach(() => openOld({}))
  afterEach(() => opened.close())

  const rollupTables = async () => {
    const engine = await openEngine(opened.place)
    const { data } = await engine.read(`SELECT name FROM system.tables
      WHERE database = currentDatabase() AND startsWith(name, 'rollup_') ORDER BY name`)
    await engine.close()
    return data.map(([name]) => String(name))
  }

  it('adds the columns of a new event type and fills new rollups from old events', async () => {
    const tablesBefore = await rollupTables()
    const reopened = inLogOrder(
      await openWarehouse({
        ...opened.place,
        catalogue: new Map([...catalogue, ['call', call]]),
        measures: new Map([...measures, ['calls', calls]]),
      }),
    )
    await reopened.insert([stored({ type: 'call', action: 'answered', data: { desk: 'Madrid' } })], 'after')
    const { totals, meta } = await reopened.ask('acme', answerQuery, { metrics: ['calls', 'gmv'], ...october }, euros)
    await reopened.close()
    expect(meta.source).toBe('rollup')
    expect(totals).toEqual({ calls: 1, gmv: 30 })
    const tables = await rollupTables()
    expect(tables).toHaveLength(tablesBefore.length)
    expect(tables.filter((table) => table.startsWith('rollup_total') && tablesBefore.includes(table))).toEqual([])
  })

  it('leaves rollups alone where nothing changed', async () => {
    const tables = await rollupTables()
    const reopened = inLogOrder(await openWarehouse({ ...opened.place, catalogue, measures }))
    await reopened.close()
    expect(await rollupTables()).toEqual(tables)
  })

  it('reads events from before places in the log were kept, and names the months to write anew', async () => {
    const engine = await openEngine(opened.place)
    await engine.run('ALTER TABLE events DROP COLUMN log_position SETTINGS mutations_sync = 1')
    await engine.close()
    const reopened = inLogOrder(await openWarehouse({ ...opened.place, catalogue, measures }))
    await reopened.insert([placed('o3', 1, 30, { occurred_at: '2026-11-01T12:00:00.000000Z' })], 'after')
    const { totals } = await reopened.ask(
      'acme',
      answerQuery,
      { metrics: ['gmv'], from: '2026-10-01', to: '2026-12-01' },
      euros,
    )
    const months = await reopened.unplacedMonths()
    await reopened.close()
    expect(totals).toEqual({ gmv: 60 })
    expect(months).toEqual(['2026-10'])
  })

  it('makes a rollup anew whose making was interrupted', async () => {
    // On a server another process may be filling it, and gets ten minutes (build.test.ts).
    await opened.close()
    await openOld({ embedded: true })
    const engine = await openEngine(opened.place)
    const [total] = await rollupTables()
    // As after a crash in the middle of filling: some rows are there, and no view yet.
    await engine.run(`DROP VIEW ${total}_feed SYNC`)
    await engine.run(`DELETE FROM ${total} WHERE tenant_id = 'acme'`)
    await engine.close()
    const reopened = inLogOrder(await openWarehouse({ ...opened.place, catalogue, measures }))
    await reopened.insert([placed('o3', 1, 30)], 'after')
    const { totals } = await reopened.ask(
      'acme',
      answerQuery,
      { metrics: ['gmv'], dimensions: ['country'], ...october },
      euros,
    )
    await reopened.close()
    expect(totals).toEqual({ gmv: 60 })
  })
})
