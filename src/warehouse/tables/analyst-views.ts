import type { Catalogue } from '../../events/catalogue.ts'
import type { Measures } from '../../measures/catalogue.ts'
import { type Measure, type Sum, sumName, tenantZone } from '../../measures/define.ts'
import { stock } from '../../measures/series.ts'
import type { Layout } from '../engine/layout.ts'
import { logMoment } from '../sql/log-order.ts'
import { columnsIn } from '../sql/relation.ts'
import { overEvents, overRollup } from '../sql/sum.ts'
import type { Model } from './model.ts'
import { tableColumns } from './schema.ts'

/** A view by a fixed name for readers of ClickHouse itself: analysts, Grafana. All of them have `tenant_id`. */
export interface AnalystView {
  readonly name: string
  /** What one row is. */
  readonly row: string
  /** What each column says, in order. */
  readonly columns: ReadonlyMap<string, string>
  readonly sql: string
}

/** What the service keeps beside an event for its own sake. */
const internal = new Set(['log_position', 'batch_mark', 'unfed', 'checksum'])

const day = "toDate(occurred_at, 'UTC')"
const keys = [
  ['tenant_id', 'The tenant'],
  ['day', 'The day in UTC'],
] as const

/** Days are those of UTC, as the hours of the rollups. */
const inUtc = (sql: string) => sql.replaceAll(tenantZone, "'UTC'")

/** The sum that a measure is, where its value is one sum and nothing else. */
export function soleSum({ sums, states, uses, records, compute }: Measure): string | undefined {
  const [name, ...others] = Object.keys(sums)
  const isSole = others.length + uses.length + Object.keys(states).length + (records?.length ?? 0) === 0
  if (name === undefined || !isSole) return undefined
  const probe = 1_000_003
  return compute({ [name]: probe }) === probe ? name : undefined
}

/** The columns of `kpi_daily`: measures by their ids, and of measures that divide the sums that they divide. */
function kpiColumns(measures: Measures): Map<string, { readonly sum: Sum; readonly stored: string; says: string }> {
  const named = new Map<string, { sum: Sum; stored: string; says: string }>()
  for (const measure of measures.values()) {
    const sole = soleSum(measure)
    for (const [name, sum] of Object.entries(measure.sums)) {
      const stored = sumName(measure, name)
      const isWhole = name === sole
      const ofMoney = sum.money ? ', in the currency of the row' : ''
      const says = isWhole
        ? `${measure.title}: ${measure.numerator}${ofMoney}`
        : `Part \`${name}\` of ${measure.title}${ofMoney}`
      if (sum.kind !== 'quantile' && sum.kind !== 'distribution')
        named.set(isWhole ? measure.id : stored, { sum, stored, says })
    }
  }
  return named
}

function kpiDaily({ measures, rollups, columns }: Model): AnalystView {
  const kpis = kpiColumns(measures)
  const total = rollups[0] as Model['rollups'][number]
  const kept = [...kpis].filter(([, { stored }]) => total.sums.has(stored))
  const fromEvents = [...kpis].filter(([, { stored }]) => !total.sums.has(stored))
  // Amounts in different currencies are never added: the row of all currencies has none.
  const cell = (byCurrency: boolean, sum: Sum, sql: string) =>
    sum.money && !byCurrency ? 'NULL' : `toNullable(${sql})`
  const zero = (some: typeof kept) => some.map(([name]) => `NULL AS ${name}`)
  const branch = (byCurrency: boolean, isKept: boolean) => {
    const cells = (isKept ? kept : fromEvents).map(
      ([name, { sum, stored }]) =>
        `${cell(byCurrency, sum, isKept ? overRollup(stored, sum) : inUtc(overEvents(sum)))} AS ${name}`,
    )
    const all = isKept ? [...cells, ...zero(fromEvents)] : [...zero(kept), ...cells]
    const time = isKept ? 'toDate(hour)' : day
    const group = `tenant_id, day${byCurrency ? ', currency' : ''}`
    const used = [...columnsIn(`tenant_id occurred_at currency ${all.join(' ')}`, columns)].join(', ')
    const source = isKept ? total.table : `(SELECT ${used} FROM events)`
    return `SELECT tenant_id, ${time} AS day, ${byCurrency ? 'toString(currency)' : "''"} AS currency, ${all.join(', ')}
      FROM ${source} AS source ${byCurrency ? "WHERE source.currency != ''" : ''} GROUP BY ${group}`
  }
  const branches = [false, true].flatMap((byCurrency) => [branch(byCurrency, true), branch(byCurrency, false)])
  const merged = [...kpis.keys()].map((name) => `max(${name}) AS ${name}`)
  return {
    name: 'kpi_daily',
    row: "A day: once over all currencies (`currency` is ''), where amounts are NULL, and once for each currency",
    columns: new Map([
      ...keys,
      ['currency', "ISO 4217; '' for the row over all currencies"],
      ...[...kpis].map(([name, { says }]) => [name, says] as const),
    ]),
    sql: `SELECT tenant_id, day, currency, ${merged.join(', ')} FROM (${branches.join(' UNION ALL ')})
      GROUP BY tenant_id, day, currency`,
  }
}

const funnelStep: AnalystView = {
  name: 'funnel_step',
  row: 'A step of a session on a day: one action of one type, however often',
  columns: new Map([
    ...keys,
    ['session_id', 'Whose step'],
    ['type', 'Type of the events'],
    ['action', 'Their action'],
    ['events', 'How many'],
    ['first_at', 'When the first occurred'],
    ['last_at', 'When the last occurred'],
  ]),
  sql: `SELECT tenant_id, ${day} AS day, session_id, toString(type) AS type, toString(action) AS action, count() AS events,
      min(occurred_at) AS first_at, max(occurred_at) AS last_at
    FROM (SELECT tenant_id, session_id, type, action, occurred_at FROM events WHERE session_id != '')
    GROUP BY tenant_id, day, session_id, type, action`,
}

const inventoryDaily: AnalystView = {
  name: 'inventory_daily',
  row: 'What was last said on a day of a lot of a product in a warehouse; a day without a count has no row',
  columns: new Map([
    ...keys,
    ['product_id', 'The product'],
    ['warehouse_id', 'Where'],
    ['lot', "The lot; '' where none was named"],
    ['on_hand', 'Units on hand after the last count of the day'],
    ['unit_cost', 'Of a unit, in `currency`; NULL where it was not said'],
    ['currency', 'ISO 4217'],
    ['reorder_point', 'Units at which more are ordered; NULL where it was not said'],
    ['counted_at', 'When it was last counted'],
  ]),
  sql: `SELECT tenant_id, ${day} AS day, ${stock.per.join(', ')}, argMax(said.on_hand, ${logMoment}) AS on_hand,
      argMax(nullIf(said.unit_cost, 0), ${logMoment}) AS unit_cost,
      argMax(toString(said.currency), ${logMoment}) AS currency,
      argMax(said.reorder_point, ${logMoment}) AS reorder_point, max(occurred_at) AS counted_at
    FROM (SELECT tenant_id, ${stock.per.join(', ')}, on_hand, unit_cost, currency, reorder_point, occurred_at, log_position
      FROM events WHERE type = '${stock.type}' AND on_hand IS NOT NULL) AS said
    GROUP BY tenant_id, day, ${stock.per.join(', ')}`,
}

/** The measures of telemetry that add up over devices. */
const ofReadings = ['readings', 'readings_out_of_range'] as const

function deviceMetrics({ measures, columns }: Model): AnalystView {
  const cells = ofReadings.flatMap((id) => {
    const measure = measures.get(id)
    const name = measure && soleSum(measure)
    return measure === undefined || name === undefined
      ? []
      : [{ id, says: measure.numerator, sql: inUtc(overEvents(measure.sums[name] as Sum)) }]
  })
  const cut = ['wearable_type', 'lot', 'firmware', 'metric', 'unit'].filter((name) => columns.has(name))
  const expressions = [...cut, ...cells.map(({ sql }) => sql), 'device_id value tenant_id occurred_at'].join(' ')
  const used = [...columnsIn(expressions, columns)].join(', ')
  return {
    name: 'device_metrics',
    row: 'Readings of a day by kind of device, lot, firmware, metric and unit, as the readings themselves say them',
    columns: new Map([
      ...keys,
      ...cut.map((name) => [name, "As the reading says it; '' where it does not"] as const),
      ...cells.map(({ id, says }) => [id, says] as const),
      ['devices', 'Different devices; they do not add up over rows'],
      ['value_min', 'Lowest value, in `unit`'],
      ['value_avg', 'Mean value, in `unit`'],
      ['value_max', 'Highest value, in `unit`'],
    ]),
    sql: `SELECT tenant_id, ${day} AS day, ${cut.map((name) => `toString(${name}) AS ${name}`).join(', ')},
        ${cells.map(({ id, sql }) => `${sql} AS ${id}`).join(', ')},
        uniqCombined64(20)(cityHash64(device_id)) AS devices,
        min(value) AS value_min, avg(value) AS value_avg, max(value) AS value_max
      FROM (SELECT ${used} FROM events WHERE type = 'telemetry' AND action = 'read')
      GROUP BY tenant_id, day, ${cut.join(', ')}`,
  }
}

function eventsRaw(catalogue: Catalogue): AnalystView {
  const names = [...tableColumns(catalogue).written.keys()].filter((name) => !internal.has(name))
  return {
    name: 'events_raw',
    row: 'An event, protected values masked or left out',
    columns: new Map(names.map((name) => [name, 'As in the schema of the event type'])),
    sql: `SELECT ${names.join(', ')} FROM events`,
  }
}

/** The views that others read by their names (contract, section 11). Their figures are those of the API. */
export const analystViews = (catalogue: Catalogue, model: Model): AnalystView[] => [
  eventsRaw(catalogue),
  kpiDaily(model),
  funnelStep,
  inventoryDaily,
  deviceMetrics(model),
]

/** Makes a view, or makes it anew after its definition changed. */
export const createView = ({ name, sql }: AnalystView, layout: Layout): string =>
  `CREATE OR REPLACE VIEW ${name}${layout.onCluster} AS ${sql}`
