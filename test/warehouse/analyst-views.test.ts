import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { simulate } from '../../simulator/simulate.ts'
import { type Catalogue, loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures, type Measures } from '../../src/measures/catalogue.ts'
import { answerQuery } from '../../src/query/answer.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { analystDocument } from '../../src/warehouse/tables/analyst-document.ts'
import { analystViews, soleSum } from '../../src/warehouse/tables/analyst-views.ts'
import { modelOf, readZones } from '../../src/warehouse/tables/model.ts'
import { euros, openTestWarehouse, placed, stored, type TestWarehouse } from './open.ts'

/** The views by their names, read from the engine itself as an analyst does, beside the answers of the API. */
let warehouse: TestWarehouse
let engine: Engine
let catalogue: Catalogue
let measures: Measures
let close: () => Promise<void>

const days = ['2026-10-01', '2026-10-02', '2026-10-03']
const range = { from: '2026-10-01', to: '2026-10-04' }

beforeAll(async () => {
  catalogue = await loadCatalogue()
  measures = await loadMeasures()
  const opened = await openTestWarehouse({
    connect: async (options) => {
      engine = await openEngine(options)
      return engine
    },
    now: () => Date.parse('2026-10-05T00:00:00Z'),
  })
  ;({ warehouse, close } = opened)
  const made = [
    ...simulate({ seed: 'views', scale: 0.2, from: `${range.from}T00:00:00Z`, to: `${range.to}T00:00:00Z` }),
  ]
  const events = made.map(({ id: _, ...event }) =>
    stored({ ...(event as Parameters<typeof stored>[0]), tenant_id: 'acme' }),
  )
  for (let from = 0; from < events.length; from += 5_000)
    await warehouse.insert(events.slice(from, from + 5_000), `batch ${from}`)
  const reading = (lot: string, value: number) =>
    stored({
      ...{ type: 'telemetry', action: 'read', device_id: `device of ${lot}` },
      data: { metric: 'glucose', value, unit: 'mg/dL', lot },
    })
  await warehouse.insert([reading('A', 100), reading('A', 300), reading('B', 20), reading('', 90)], 'readings')
  await warehouse.insert(
    [
      placed('other-1', 3, 10, { tenant_id: 'other', occurred_at: '2026-10-01T10:00:00.000000Z' }),
      placed('other-2', 1, 10, {
        tenant_id: 'other',
        occurred_at: '2026-10-01T23:59:59.999999Z',
        data: { currency: 'USD', items: [{ product_id: 'p', quantity: 1, unit_price: 10 }] },
      }),
    ],
    'other',
  )
})
afterAll(() => close())

const read = async (sql: string) => (await engine.read(sql)).data

test('every measure that is one sum has the figures of the API, day by day', async () => {
  const views = analystViews(catalogue, modelOf(catalogue, measures, await readZones(engine)))
  const kpis = views.find(({ name }) => name === 'kpi_daily')
  const told = [...measures.values()].filter(
    (measure) => kpis?.columns.has(measure.id) && soleSum(measure) !== undefined,
  )
  expect(told.length).toBeGreaterThan(40)
  const inEuros = await read(
    "SELECT DISTINCT currency FROM kpi_daily WHERE tenant_id = 'acme' AND currency != '' ORDER BY currency",
  )
  expect(inEuros.length).toBeGreaterThan(0)
  for (const measure of told) {
    const isMoney = measure.unit === 'money'
    const currency = isMoney ? String(inEuros[0]) : ''
    const { rows: answered } = await warehouse.ask(
      'acme',
      answerQuery,
      {
        metrics: [measure.id],
        granularity: 'day',
        ...range,
        ...(isMoney && { filters: { currency: [currency] } }),
      },
      { ...euros, reportingCurrency: isMoney ? currency : 'EUR' },
    )
    const points = new Map(answered.map((row) => [String(row.time).slice(0, 10), row[measure.id]]))
    const rows = await read(
      `SELECT toString(day), toFloat64(${measure.id}) FROM kpi_daily WHERE tenant_id = 'acme' AND currency = '${currency}'`,
    )
    const viewed = new Map(rows.map(([day, value]) => [String(day), Number(value)]))
    for (const day of days)
      expect(viewed.get(day) ?? 0, `${measure.id} on ${day}`).toBeCloseTo(Number(points.get(day) ?? 0), 6)
  }
})

test('amounts of different currencies are never added, and tenants stay apart', async () => {
  expect(
    await read("SELECT currency, orders, toFloat64(gmv) FROM kpi_daily WHERE tenant_id = 'other' ORDER BY currency"),
  ).toEqual([
    ['', 2, null],
    ['EUR', 1, 30],
    ['USD', 1, 10],
  ])
})

test('steps of sessions count the sessions of the API', async () => {
  const [[sessions]] = (await read("SELECT uniqExact(session_id) FROM funnel_step WHERE tenant_id = 'acme'")) as [
    [unknown],
  ]
  const [[views]] = (await read(
    "SELECT sum(events) FROM funnel_step WHERE tenant_id = 'acme' AND type = 'product' AND action = 'viewed'",
  )) as [[unknown]]
  const { totals } = await warehouse.ask(
    'acme',
    answerQuery,
    { metrics: ['sessions', 'product_views'], ...range },
    euros,
  )
  expect([Number(sessions), Number(views)]).toEqual([totals.sessions, totals.product_views])
})

test('the last counts up to a day are the stock of the API at its end', async () => {
  const { rows } = await warehouse.ask(
    'acme',
    answerQuery,
    { metrics: ['stock_on_hand'], granularity: 'day', ...range },
    euros,
  )
  for (const row of rows) {
    const day = String(row.time).slice(0, 10)
    const [[units]] = (await read(`SELECT sum(units) FROM (
      SELECT argMax(on_hand, day) AS units FROM inventory_daily WHERE tenant_id = 'acme' AND day <= '${day}'
      GROUP BY product_id, warehouse_id, lot)`)) as [[unknown]]
    expect(Number(units), day).toBe(row.stock_on_hand)
  }
})

test('readings by lot are those of the API', async () => {
  const asked = { metrics: ['readings', 'readings_out_of_range'], dimensions: ['lot'], ...range }
  const { rows } = await warehouse.ask('acme', answerQuery, asked, euros)
  const viewed = await read(`SELECT lot, sum(readings), sum(readings_out_of_range) FROM device_metrics
    WHERE tenant_id = 'acme' GROUP BY lot ORDER BY lot`)
  const answered = rows.map((row) => [row.lot ?? '', row.readings, row.readings_out_of_range])
  expect(rows.length).toBeGreaterThan(1)
  expect(viewed.map(([lot, ...counts]) => [lot, ...counts.map(Number)])).toEqual(
    answered.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
})

test('events are there by the name of the contract, without what the service keeps beside them', async () => {
  const [[events]] = (await read("SELECT count() FROM events_raw WHERE tenant_id = 'other'")) as [[unknown]]
  expect(Number(events)).toBe(2)
  const columns = (
    await read("SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'events_raw'")
  ).flat()
  expect(columns).toContain('occurred_at')
  expect(columns).not.toContain('batch_mark')
})

test('each view has the columns that it documents, in order', async () => {
  for (const { name, columns } of analystViews(catalogue, modelOf(catalogue, measures, await readZones(engine)))) {
    const found = await read(
      `SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '${name}' ORDER BY position`,
    )
    expect(found.flat(), name).toEqual([...columns.keys()])
  }
})

test('docs/analysts.md is written from the views', async () => {
  const written = analystDocument(analystViews(catalogue, modelOf(catalogue, measures, new Set())))
  expect(await readFile('docs/analysts.md', 'utf8'), 'run `pocm warehouse tables`').toBe(written)
})
