import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kpiSql, kpisOf } from '../../scripts/grafana/business.ts'
import { families } from '../../scripts/grafana/families.ts'
import { simulate } from '../../simulator/simulate.ts'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { answerQuery } from '../../src/query/answer.ts'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { euros, openTestWarehouse, stored, type TestWarehouse } from './open.ts'

/** The statements of Grafana's dashboards on chDB, beside the answers of the API. */
let warehouse: TestWarehouse
let engine: Engine
let close: () => Promise<void>

const days = ['2026-10-01', '2026-10-02', '2026-10-03']
const range = { from: '2026-10-01', to: '2026-10-04' }
/** Of the simulated business. */
let currency = ''

beforeAll(async () => {
  const opened = await openTestWarehouse({
    connect: async (options) => {
      engine = await openEngine(options)
      return engine
    },
    now: () => Date.parse('2026-10-05T00:00:00Z'),
  })
  ;({ warehouse, close } = opened)
  const made = [
    ...simulate({ seed: 'grafana', scale: 0.2, from: `${range.from}T00:00:00Z`, to: `${range.to}T00:00:00Z` }),
  ]
  const events = made.map(({ id: _, ...event }) =>
    stored({ ...(event as Parameters<typeof stored>[0]), tenant_id: 'acme' }),
  )
  for (let from = 0; from < events.length; from += 5_000)
    await warehouse.insert(events.slice(from, from + 5_000), `batch ${from}`)
  const { data } = await engine.read("SELECT currency FROM kpi_daily WHERE currency != '' ORDER BY orders DESC LIMIT 1")
  currency = String(data[0]?.[0])
})
afterAll(() => close())

/** What the plug-in of ClickHouse makes of a statement: the range in place of its macro, the currency in place of the variable. */
const filled = (sql: string) =>
  sql
    .replaceAll(/\$__dateFilter\((\w+)\)/g, `$1 >= toDate('${days[0]}') AND $1 <= toDate('${days.at(-1)}')`)
    .replaceAll('$currency', currency)

const folder = join(import.meta.dirname, '../../deploy/grafana/dashboards')
const statements = globSync('*.json', { cwd: folder }).flatMap((name) => {
  const { panels } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
    panels: { title: string; targets?: { rawSql?: string }[] }[]
  }
  return panels.flatMap(({ title, targets = [] }) =>
    targets.flatMap(({ rawSql }) => (rawSql === undefined ? [] : [[`${name}: ${title}`, rawSql] as const])),
  )
})

test('every statement runs, and asks for nothing but the views of analysts', async () => {
  expect(statements.length).toBeGreaterThan(55)
  for (const [title, sql] of statements) {
    expect(sql, title).toMatch(/\sFROM (kpi_daily|funnel_step|inventory_daily|device_metrics)\s/)
    expect(filled(sql), title).not.toMatch(/\$/)
    const { data } = await engine.read(filled(sql))
    expect(data.length, title).toBeLessThan(1_000)
  }
})

test('every measure on a dashboard has the figures of the API, day by day', async () => {
  const kpis = kpisOf(
    families.flatMap(({ measures }) => measures),
    await loadCatalogue(),
    await loadMeasures(),
  )
  expect(kpis.length).toBeGreaterThan(50)
  let figures = 0
  for (const kpi of kpis) {
    const { id } = kpi.measure
    const { rows } = await warehouse.ask(
      'acme',
      answerQuery,
      {
        ...{ metrics: [id], granularity: 'day', ...range },
        ...(kpi.isMoney && { filters: { currency: [currency] } }),
      },
      { ...euros, reportingCurrency: kpi.isMoney ? currency : 'EUR' },
    )
    const told = new Map(rows.map((row) => [String(row.time).slice(0, 10), row[id]]))
    const { data } = await engine.read(filled(kpiSql(kpi)))
    const shown = new Map(data.map(([time, value]) => [String(time).slice(0, 10), value]))
    for (const day of days) {
      expect(Number(shown.get(day) ?? 0), `${id} on ${day}`).toBeCloseTo(Number(told.get(day) ?? 0), 6)
      if (Number(told.get(day) ?? 0) !== 0) figures += 1
    }
  }
  expect(figures).toBeGreaterThan(60)
})

test('the panels of the other views agree with the API too', async () => {
  const sqlOf = (title: string) => statements.find(([name]) => name.endsWith(title))?.[1] ?? ''
  const { data: readings } = await engine.read(filled(sqlOf('Readings by metric')))
  const { data: steps } = await engine.read(filled(sqlOf('Sessions by step')))
  const metrics = ['readings', 'checkouts_started']
  const { totals } = await warehouse.ask('acme', answerQuery, { metrics, ...range }, euros)
  const sum = (rows: readonly (readonly unknown[])[], column: number) =>
    rows.reduce((all, row) => all + Number(row[column]), 0)
  expect(sum(readings, 2)).toBe(totals?.readings)
  expect(sum(steps, 1)).toBeGreaterThan(sum(steps, 4))
  expect(sum(steps, 4)).toBeGreaterThan(0)
})
