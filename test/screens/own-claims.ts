import { axisOf } from '../../dashboard/figures/reading.ts'
import { noValue } from '../../dashboard/numbers/value.ts'
import type { FunnelAnswer } from '../../dashboard/pages/funnels/answer.ts'
import type { OneLot } from '../../dashboard/pages/lots/one-lot.ts'
import type { LtvAnswer } from '../../dashboard/pages/retention/ltv-answer.ts'
import type { TherapyAnswer } from '../../dashboard/pages/therapy/answer.ts'
import { type Claim, cellsOf, type Filters, filterOf, type OfMeasure, type Screen, someRows, sumOf } from './claim.ts'

type ClaimsOf<Of extends Claim = Claim> = (screen: Screen) => readonly Of[]

/** The sum of a column is a measure of the page. */
const total =
  (column: string, metric: string): ClaimsOf<OfMeasure> =>
  ({ table }) => [{ place: `all of ${column}`, value: sumOf(cellsOf(table, column)), metric }]

/** How many rows there are is a measure of the page. */
const rows =
  (metric: string): ClaimsOf<OfMeasure> =>
  ({ table }) => [{ place: 'rows', value: table.rows.length, metric }]

/** Columns of a row are measures of the page narrowed to it. */
const byRow =
  (columns: Readonly<Record<string, string>>, ...by: string[]): ClaimsOf<OfMeasure> =>
  ({ table }) =>
    someRows(table).flatMap((at) => {
      const filters: Filters = Object.fromEntries(by.map((id) => [id, filterOf(cellsOf(table, id)[at])]))
      return Object.entries(columns).map(([column, metric]) => ({
        ...{ place: `${column}, ${Object.values(filters).join()}`, value: cellsOf(table, column)[at] },
        ...{ metric, filters },
      }))
    })

/** The first cell of a column is a measure of the page. */
const first =
  (column: string, metric: string): ClaimsOf<OfMeasure> =>
  ({ table }) => [{ place: `the first ${column}`, value: cellsOf(table, column)[0], metric }]

const all =
  <Of extends Claim>(...some: ClaimsOf<Of>[]): ClaimsOf<Of> =>
  (screen) =>
    some.flatMap((it) => it(screen))

/** The same over all time, whatever the range of the page. */
const ofLife =
  (claims: ClaimsOf<OfMeasure>): ClaimsOf =>
  (screen) =>
    claims(screen).map((it) => ({ ...it, bounds: screen.life }))

/** The same of the lot that the page is about. */
const ofLot =
  (claims: ClaimsOf<OfMeasure>): ClaimsOf<OfMeasure> =>
  (screen) =>
    claims(screen).map((it) => ({ ...it, filters: { lot: [lotOf(screen).lot] } }))

const lotOf = ({ answers: [answer] }: Screen) => answer as OneLot

/** Facts of the lot that are measures. */
const facts =
  (values: (lot: OneLot) => Readonly<Record<string, number | null>>): ClaimsOf<OfMeasure> =>
  (screen) =>
    Object.entries(values(lotOf(screen))).map(([metric, value]) => ({ place: metric, value, metric }))

/** The middle one of the days that a table of days has. */
const middleDay =
  (metric: string): ClaimsOf<OfMeasure> =>
  ({ table, view }) => {
    const step = Math.floor((table.rows.length - 1) / 2)
    const day = axisOf({ ...view, granularity: 'day' }).buckets[step]
    const row = table.rows[table.rows.length - 1 - step]
    if (day === undefined) return []
    const bounds = { from: new Date(day.startMs).toISOString(), to: new Date(day.endMs).toISOString() }
    return [{ place: String(row?.[0]), value: row?.[1], metric, bounds }]
  }

/** A column of an answer's breakdown comes to its step. */
const broken =
  (column: string, step: number): ClaimsOf =>
  ({ table, answers: [answer] }) => {
    const { steps } = answer as FunnelAnswer | TherapyAnswer
    return [{ place: `all of ${column}`, value: sumOf(cellsOf(table, column)), equals: steps[step]?.count ?? null }]
  }

/** What the mass balance says, in words, as a number. */
const onHandIn = ({ rows: some }: Screen['table']) => {
  const text = some.find(([fact]) => fact === 'On hand')?.[1]
  return text === undefined || text === noValue ? null : Number(String(text).replaceAll(',', ''))
}

const pace = { units_sold_per_day: 'units_sold_per_day', days_of_cover: 'days_of_cover' }
const harm = { active_devices: 'active_devices', adverse_events: 'adverse_events', rate: 'adverse_event_rate' }

/** What a panel says that asks for more than measures, by the panel's id. */
export const ownClaims: Readonly<Record<string, ClaimsOf>> = {
  stock_map: all(
    total('on_hand', 'stock_on_hand'),
    byRow({ on_hand: 'stock_on_hand' }, 'product_id', 'warehouse_id'),
    byRow(pace, 'product_id'),
  ),
  below_reorder: all(
    rows('products_below_reorder'),
    byRow({ on_hand: 'stock_on_hand' }, 'product_id', 'warehouse_id'),
    byRow(pace, 'product_id'),
  ),
  cover: byRow({ ...pace, on_hand: 'stock_on_hand' }, 'product_id'),
  ages: total('on_hand', 'stock_on_hand'),
  flagged_lots: ofLife(byRow({ active_devices: 'active_devices' }, 'lot')),
  lots_funnel_plot: ofLife(byRow(harm, 'lot')),
  all_lots: ofLife(byRow({ ...harm, readings: 'readings', adherence: 'device_adherence' }, 'lot')),
  lot_facts: ofLife(
    ofLot(
      facts(({ orders, readings, out_of_range, active_devices, adverse_events, adherence, rate }) => ({
        ...{ orders, readings, readings_out_of_range: out_of_range, active_devices, adverse_events },
        ...{ device_adherence: adherence, adverse_event_rate: rate },
      })),
    ),
  ),
  lot_balance: ({ table, answers: [answer] }) => [
    { place: 'on hand', value: onHandIn(table), equals: (answer as OneLot).on_hand },
  ],
  lot_siblings: ofLife(ofLot(all(...Object.entries(harm).map(([column, metric]) => first(column, metric))))),
  lot_severities: ofLife(ofLot(total('reports', 'adverse_events'))),
  lot_adverse_events: ofLot(all(total('adverse_events', 'adverse_events'), middleDay('adverse_events'))),
  lot_readings: ofLot(all(total('readings', 'readings'), middleDay('readings'))),
  lot_active_devices: ofLot(middleDay('active_devices')),
  lot_on_hand: ({ table, answers: [answer] }) => [
    { place: 'all warehouses', value: sumOf(cellsOf(table, 'on_hand')), equals: (answer as OneLot).on_hand },
  ],
  lot_reports: ofLife(ofLot(rows('adverse_events'))),
  funnel_by_value: broken('step_1', 0),
  order_to_therapy: first('count', 'orders'),
  activated_by: broken('delivered', 2),
  refunded_by: all(total('ordered', 'orders'), broken('refunded', 6)),
  therapy_table: all(total('ordered', 'orders'), broken('activated', 3), broken('adverse_event', 5)),
  ltv_model: ({ answers: [answer], life, view }) => {
    const { customers, total_spent } = (answer as LtvAnswer).summary
    const bounds = { from: life.from, to: view.range.to }
    return [
      { place: 'customers', value: customers, metric: 'unique_purchasers', bounds },
      { place: 'spent so far', value: total_spent, metric: 'gmv', bounds },
    ]
  },
  ltv_cohorts: (screen) => {
    const bounds = { from: screen.life.from, to: screen.view.range.to }
    const some = all(total('customers', 'unique_purchasers'), total('orders', 'orders'), total('spent', 'gmv'))
    return some(screen).map((it) => ({ ...it, bounds }))
  },
  rejections: total('count', 'events_rejected'),
}

/** Panels whose numbers stand nowhere else as a measure, with what they are of. */
export const noMeasure: Readonly<Record<string, string>> = {
  funnel: 'steps that the reader chose',
  journeys: 'paths',
  top_paths: 'paths',
  adherent_by: 'orders by what became of them',
  harm_by: 'orders by what became of them',
  therapy_outcomes: 'orders by what became of them',
  retention_curves: 'shares of cohorts that the reader chose',
  retention_triangle: 'shares of cohorts that the reader chose',
  ltv_customers: 'single customers',
  anomalies: 'single readings',
  strange_devices: 'readings with a history long enough to be held against it',
  lot_history: 'single events',
  open_reports: 'single reports, whenever they were made',
  lot_cusum: 'likelihoods of a raised rate',
  completeness: 'events by store',
  audit: 'single entries',
  batches: 'single operations',
  prediction_quality: 'predictions of models',
  prediction_calibration: 'predictions of models',
  prediction_comparison: 'predictions of models',
  service_health: 'the state of now',
  keeper_tasks: 'the state of now',
  configuration: 'settings',
  rejected_events: 'events over HTTP by sender and field',
  risk: 'a histogram',
  reorder_plan: 'a plan of now, of demand that is to come',
}

/** Two numbers that a reader may take for one, and that differ by design. */
export interface Apart {
  readonly page: string
  readonly panel: string
  readonly metric: string
  readonly why: string
  /** How the panel says it, in its question, its formula or its note. */
  readonly said: RegExp
}

export const apart: readonly Apart[] = [
  {
    ...{ page: '/', panel: 'conversion_by_step', metric: 'conversion_rate' },
    why: 'a renewal is a payment without a session, and a session of the day before is not started in the range',
    said: /sessions that started in the range.*renewals/i,
  },
  {
    ...{ page: '/lots', panel: 'lots_funnel_plot', metric: 'adverse_event_rate' },
    why: 'a device that had two lots counts in both, since a report may be of either',
    said: /counts in each of its lots/,
  },
  {
    ...{ page: '/lots', panel: 'all_lots', metric: 'stock_on_hand' },
    why: 'stock is what was counted, and a lot that is not counted by itself has only its movements',
    said: /not counted by itself/,
  },
  {
    ...{ page: '/operations', panel: 'dead_letters', metric: 'dlq_size' },
    why: 'what can be corrected is what waits now, and the figure is of the end of the range',
    said: /\bnow\b/,
  },
  {
    ...{ page: '/operations', panel: 'lag', metric: 'consumer_lag' },
    why: 'the panel looks now, and the figure is the last record of the range',
    said: /\bnow\b/,
  },
]
