import { type DashboardBuilder, QueryVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Catalogue } from '../../src/events/catalogue.ts'
import type { Measures } from '../../src/measures/catalogue.ts'
import type { Unit } from '../../src/measures/define.ts'
import { analystViews } from '../../src/warehouse/tables/analyst-views.ts'
import { modelOf } from '../../src/warehouse/tables/model.ts'
import { families } from './families.ts'
import { type Kpi, kpiOf } from './kpi.ts'
import { clickhouse, newDashboard, sqlPanel } from './panel.ts'

/** Grafana's names of units. */
const units: Partial<Record<Unit, string>> = { ratio: 'percentunit', milliseconds: 'ms', hours: 'h', days: 'd' }

/** Days of the range on the screen; the plug-in puts its bounds in. */
const inRange = '$__dateFilter(day)'

/** The statement of a measure: a row for each day of the range. Amounts are those of the currency that is chosen. */
export const kpiSql = ({ measure, sql, isMoney }: Kpi): string =>
  `SELECT toDateTime(day) AS time, toFloat64(${sql}) AS ${measure.id} FROM kpi_daily
WHERE ${inRange} AND currency = ${isMoney ? "'$currency'" : "''"} GROUP BY day ORDER BY day`

/** What the other views say, a panel for each: by family, title, what it says, unit, statement. */
export const otherPanels = [
  {
    family: 'funnel',
    title: 'Sessions by step',
    says: 'Sessions that reached a step on the day',
    sql: `SELECT toDateTime(day) AS time, uniqExactIf(session_id, type = 'product' AND action = 'viewed') AS viewed,
  uniqExactIf(session_id, type = 'cart') AS cart, uniqExactIf(session_id, type = 'checkout') AS checkout,
  uniqExactIf(session_id, type = 'order' AND action = 'placed') AS ordered
FROM funnel_step WHERE ${inRange} GROUP BY day ORDER BY day`,
  },
  {
    family: 'inventory',
    title: 'Units counted',
    says: 'Units on hand in the counts of the day; a lot that was not counted on the day is not among them',
    sql: `SELECT toDateTime(day) AS time, sum(on_hand) AS on_hand FROM inventory_daily WHERE ${inRange} GROUP BY day ORDER BY day`,
  },
  {
    family: 'inventory',
    title: 'Positions at or below the reorder point',
    says: 'Lots of a product in a warehouse that were counted at or below their reorder point on the day',
    sql: `SELECT toDateTime(day) AS time, countIf(on_hand <= reorder_point) AS positions FROM inventory_daily WHERE ${inRange} GROUP BY day ORDER BY day`,
  },
  {
    family: 'devices',
    title: 'Readings by metric',
    says: 'Of all devices, by what was read',
    sql: `SELECT toDateTime(day) AS time, metric, sum(readings) AS readings FROM device_metrics WHERE ${inRange} GROUP BY day, metric ORDER BY day, metric`,
  },
  {
    family: 'devices',
    title: 'Readings out of range by firmware',
    says: 'Share of readings outside the range of their metric',
    unit: 'percentunit',
    sql: `SELECT toDateTime(day) AS time, firmware, sum(readings_out_of_range) / sum(readings) AS share FROM device_metrics WHERE ${inRange} GROUP BY day, firmware ORDER BY day, firmware`,
  },
] as const

/** The measures of a family that `kpi_daily` says. @throws Error for a measure that there is not */
export function kpisOf(ids: readonly string[], catalogue: Catalogue, measures: Measures): Kpi[] {
  const view = analystViews(catalogue, modelOf(catalogue, measures, new Set())).find(({ name }) => name === 'kpi_daily')
  const columns = new Set(view?.columns.keys())
  return ids.flatMap((id) => {
    const measure = measures.get(id)
    if (measure === undefined) throw new Error(`there is no measure ${id}`)
    return kpiOf(measure, measures, columns) ?? []
  })
}

const currencies = () =>
  new QueryVariableBuilder('currency')
    .label('Currency')
    .datasource(clickhouse)
    .query("SELECT DISTINCT currency FROM kpi_daily WHERE currency != '' ORDER BY currency")

/** A dashboard for each family, over the views that an analyst reads. */
export function business(catalogue: Catalogue, measures: Measures): Map<string, DashboardBuilder> {
  const all = [...families, { id: 'inventory', title: 'Inventory', measures: [] }]
  return new Map(
    all.map(({ id, title, measures: ids }) => {
      const dashboard = newDashboard(
        `pocm-${id}`,
        `POCM ${title.toLowerCase()}`,
        `${title}, by the day in UTC`,
        'now-90d',
      )
      const kpis = kpisOf(ids, catalogue, measures)
      if (kpis.some(({ isMoney }) => isMoney)) dashboard.withVariable(currencies())
      for (const kpi of kpis) {
        const { title: name, numerator, denominator, unit } = kpi.measure
        const says = denominator === undefined ? numerator : `${numerator} / ${denominator}`
        dashboard.withPanel(sqlPanel(name, says, units[unit] ?? 'short', kpiSql(kpi)))
      }
      for (const other of otherPanels.filter(({ family }) => family === id)) {
        dashboard.withPanel(sqlPanel(other.title, other.says, 'unit' in other ? other.unit : 'short', other.sql))
      }
      return [id, dashboard] as const
    }),
  )
}
