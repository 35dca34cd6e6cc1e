import { days } from './business.ts'
import { number, type Row, words } from './rows.ts'

/** A measure worked out from rows, by the words of docs/measures.md and without the warehouse. */
export type Reference = (rows: Rows) => number | number[] | null

const msOf = (day: string) => Date.parse(`${day}T00:00:00Z`)
const dayMs = 86_400_000
const from = msOf(days[0] as string)
const to = from + days.length * dayMs

/** Rows of a business that agree with the filters. */
export interface Rows {
  /** Rows in the range of a type and of any of the actions; all where nothing is named. */
  of(type?: string, ...actions: string[]): readonly Row[]
  /** The events of a type up to the range's end whether or not they agree with the filters, in the order of time. */
  history(type: string): readonly Row[]
  /** Whether what was last said of a thing agrees with the filters. */
  agrees(said: (dimension: string) => string): boolean
  /** What a unit of the currency is worth, of a row or of a thing. */
  rate(currency: string): number
  /** The same rows whatever they say of a dimension. */
  across(dimension: string): Rows
  /** Rows of events that a person causes, from a moment to the range's end. */
  byPersons(since: number): readonly Row[]
}

const within = ({ at }: Row) => at >= from && at < to

export function rowsThat(
  all: readonly Row[],
  filters: readonly (readonly [dimension: string, value: string])[],
  personActions: ReadonlyMap<string, readonly string[]>,
  rate: (currency: string) => number,
): Rows {
  const agrees = (said: (dimension: string) => string) => filters.every(([name, value]) => said(name) === value)
  const chosen = all.filter(({ says }) => agrees(says))
  const isOf = ({ event }: Row, type?: string, ...actions: string[]) =>
    (type === undefined || event.type === type) && (actions.length === 0 || actions.includes(event.action))
  return {
    agrees,
    rate,
    across: (dimension) =>
      rowsThat(
        all,
        filters.filter(([name]) => name !== dimension),
        personActions,
        rate,
      ),
    of: (type, ...actions) => chosen.filter((row) => within(row) && isOf(row, type, ...actions)),
    history: (type) => all.filter((row) => row.at < to && isOf(row, type)).sort((a, b) => a.at - b.at),
    byPersons: (since) =>
      chosen.filter(
        ({ at, event }) => at >= since && at < to && personActions.get(event.type)?.includes(event.action) === true,
      ),
  }
}

const share = (part: number | null, whole: number | null) =>
  part === null || whole === null || whole === 0 ? null : part / whole
const sum = (rows: readonly Row[], value: (row: Row) => number) => rows.reduce((total, row) => total + value(row), 0)
const field = (name: string) => (row: Row) => number(row.event.data[name])
const has = (name: string) => (row: Row) => row.event.data[name] !== undefined
const rateOf = (rows: Rows, row: Row) => rows.rate(row.says('currency'))
const different = (rows: readonly Row[], of: (row: Row) => unknown) =>
  new Set(rows.map((row) => words(of(row))).filter((it) => it !== '')).size
const ids = (name: 'user_id' | 'session_id' | 'order_id' | 'device_id') => (row: Row) => row.event[name]
const named = (name: string) => (row: Row) => row.event.data[name]

const count =
  (type: string, ...actions: string[]): Reference =>
  (rows) =>
    rows.of(type, ...actions).length
const things =
  (name: string, type: string, ...actions: string[]): Reference =>
  (rows) =>
    different(rows.of(type, ...actions), named(name))
const ratio =
  (part: Reference, whole: Reference): Reference =>
  (rows) =>
    share(part(rows) as number | null, whole(rows) as number | null)

function quantile(level: number): Reference {
  return (rows) => {
    const settled = rows.of('payment', 'captured', 'failed').filter(has('latency_ms'))
    const sorted = settled.map(field('latency_ms')).sort((a, b) => a - b)
    if (sorted.length === 0) return null
    const place = level * (sorted.length - 1)
    const below = sorted[Math.floor(place)] as number
    return below + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - below)
  }
}

/** Below and above these, in each unit, a reading of glucose is out of range. */
const glucose: Readonly<Record<string, readonly [low: number, high: number]>> = {
  'mg/dL': [54, 250],
  'mmol/L': [3, 13.9],
}

function isOutside({ event: { data } }: Row): boolean {
  const bounds = glucose[words(data.unit)]
  if (data.metric !== 'glucose' || bounds === undefined || data.value === undefined) return false
  return number(data.value) < bounds[0] || number(data.value) > bounds[1]
}

function isOnTime({ event, at }: Row): boolean {
  const eta = words(event.data.eta)
  if (eta === '') return false
  return eta.length === 10 ? event.occurred_at.slice(0, 10) <= eta : at <= Date.parse(eta)
}

/** Σ of the coefficients of variation of readings by device, metric, unit and day, and how many there are. */
function variation(rows: Rows): number | null {
  const groups = new Map<string, number[]>()
  for (const { event } of rows.of('telemetry', 'read')) {
    if (event.data.value === undefined) continue
    const unit = words(event.data.unit).toLowerCase()
    const id = JSON.stringify([event.device_id, event.data.metric, unit, event.occurred_at.slice(0, 10)])
    groups.set(id, [...(groups.get(id) ?? []), number(event.data.value)])
  }
  const coefficients = [...groups.values()]
    .filter((readings) => readings.length > 1)
    .map((readings) => {
      const mean = readings.reduce((total, it) => total + it, 0) / readings.length
      return Math.sqrt(readings.reduce((total, it) => total + (it - mean) ** 2, 0) / readings.length) / Math.abs(mean)
    })
  return share(
    coefficients.reduce((total, it) => total + it, 0),
    coefficients.length,
  )
}

/** A thing that events tell about, with what was last said of it. */
interface Thing {
  readonly said: Map<string, string>
  readonly facts: Map<string, unknown>
}

/** What was said so far, thing by thing, as each event of a series comes; `before` is what was said until then. */
function follow(
  rows: Rows,
  type: string,
  per: readonly string[],
  see: (thing: Thing, before: Thing | undefined, row: Row) => void,
  until = to,
): Thing[] {
  const asked = ['producer', 'category', 'brand', 'product_id', 'lot', 'warehouse_id', 'currency', 'plan']
  const context = ['country', 'region', 'city', 'channel', 'cohort', 'provider']
  const followed = new Map<string, Thing>()
  for (const row of rows.history(type)) {
    if (row.at >= until) break
    const id = JSON.stringify(per.map((name) => row.says(name) || words(row.event.data[name])))
    const before = followed.get(id)
    const thing = { said: new Map(before?.said), facts: new Map(before?.facts) }
    for (const name of [...asked, ...context]) if (row.says(name) !== '') thing.said.set(name, row.says(name))
    for (const [name, value] of Object.entries(row.event.data)) if (value !== undefined) thing.facts.set(name, value)
    thing.facts.set('last_action', row.event.action)
    followed.set(id, thing)
    see(thing, before, row)
  }
  return [...followed.values()]
}
const nothingToSee = () => {}
const stockOf = ['product_id', 'warehouse_id', 'lot']
const shelfOf = ['product_id', 'warehouse_id']

const isIn = (rows: Rows, { said }: Thing) => rows.agrees((name) => said.get(name) ?? '')
const total = (rows: Rows, followed: readonly Thing[], value: (thing: Thing) => number) =>
  followed.filter((thing) => isIn(rows, thing)).reduce((sum, thing) => sum + value(thing), 0)
const fact = (name: string) => (thing: Thing) => number(thing.facts.get(name))
/** Whether of some thing of the group all these facts were said: else it is unknown, which is not 0. */
const isKnown = (rows: Rows, followed: readonly Thing[], names: readonly string[]) =>
  followed.some((thing) => isIn(rows, thing) && names.every((name) => thing.facts.get(name) !== undefined))
const thingRate = (rows: Rows, { said }: Thing) => rows.rate(said.get('currency') ?? '')
/** Σ over the units that lie there at the end of each day, divided by the days. */
const meanStock = (rows: Rows, value: (thing: Thing) => number) =>
  days
    .map((day) => total(rows, follow(rows, 'inventory', stockOf, nothingToSee, msOf(day) + dayMs), value))
    .reduce((sum, it) => sum + it, 0) / days.length
/** Σ of what events of the range say of their own moment. */
function flow(rows: Rows, action: string, value: (row: Row, thing: Thing) => number): number {
  let sum = 0
  follow(rows, 'inventory', stockOf, (thing, _, row) => {
    if (row.event.action === action && within(row) && isIn(rows, thing)) sum += value(row, thing)
  })
  return sum
}

/** Products in a warehouse, all lots together, with the stock of each after every event. */
function shelves(rows: Rows, see: (shelf: Thing, before: number | undefined, now: number, row: Row) => void): Thing[] {
  const lots = new Map<string, number>()
  const onHand = new Map<string, number>()
  const found = follow(rows, 'inventory', shelfOf, (thing, _, row) => {
    const shelf = JSON.stringify(shelfOf.map(row.says))
    const lot = JSON.stringify(stockOf.map(row.says))
    const before = onHand.get(shelf)
    const step = row.event.data.on_hand === undefined ? 0 : number(row.event.data.on_hand) - (lots.get(lot) ?? 0)
    if (row.event.data.on_hand !== undefined) lots.set(lot, number(row.event.data.on_hand))
    const wasTold = before !== undefined || row.event.data.on_hand !== undefined
    if (wasTold) onHand.set(shelf, (before ?? 0) + step)
    thing.facts.set('shelf', onHand.get(shelf))
    see(thing, before, onHand.get(shelf) ?? 0, row)
  })
  return found
}

const runs = ({ facts }: Thing) => ['started', 'renewed', 'resumed'].includes(words(facts.get('last_action')))
const subscriptions = (rows: Rows, until = to) => follow(rows, 'subscription', ['subscription_id'], nothingToSee, until)

function cancelled(rows: Rows): number {
  let times = 0
  follow(rows, 'subscription', ['subscription_id'], (thing, before, row) => {
    const newly = row.event.action === 'cancelled' && before?.facts.get('last_action') !== 'cancelled'
    if (newly && within(row) && isIn(rows, thing)) times += 1
  })
  return times
}

function stockouts(rows: Rows): number | null {
  let times = 0
  const all = shelves(rows, (shelf, before, now, row) => {
    if ((before ?? 0) > 0 && now <= 0 && within(row) && isIn(rows, shelf)) times += 1
  })
  return times > 0 || isKnown(rows, all, ['shelf']) ? times : null
}

const people =
  (daysBack: number): Reference =>
  (rows) =>
    different(rows.byPersons(to - daysBack * dayMs), ids('user_id'))

const worn = (rows: Rows, name: string) => sum(rows.of('patch', 'day_recorded'), field(name))
const gmv: Reference = (rows) => sum(rows.of('order', 'placed'), (row) => row.value * rateOf(rows, row))
const itemsSold: Reference = (rows) => sum(rows.of('order', 'placed'), ({ quantity }) => quantity)
const orders: Reference = (rows) => different(rows.of('order', 'placed'), ids('order_id'))
const purchasers: Reference = (rows) => different(rows.of('order', 'placed'), ids('user_id'))
const sessions: Reference = (rows) => different(rows.of(), ids('session_id'))
const captured = count('payment', 'captured')
const devices: Reference = (rows) =>
  different(
    ['device', 'telemetry', 'patch', 'dose'].flatMap((type) => rows.of(type)),
    ids('device_id'),
  )
const money =
  (name: string, type: string, action: string): Reference =>
  (rows) =>
    sum(rows.of(type, action), (row) => field(name)(row) * rateOf(rows, row))
const points =
  (action: string): Reference =>
  (rows) =>
    sum(rows.of('loyalty', action), field('points'))
const made =
  (name: string): Reference =>
  (rows) =>
    sum(rows.of('batch', 'produced'), field(name))
const stockOnHand: Reference = (rows) => {
  const things = follow(rows, 'inventory', stockOf, nothingToSee)
  return isKnown(rows, things, ['on_hand']) ? total(rows, things, fact('on_hand')) : null
}
const returns: Reference = (rows) => different(rows.of('return', 'received'), ids('order_id'))
const delivered = things('notification_id', 'notification', 'delivered')
const searches = count('search', 'performed')

/** Every measure that is made of events. */
export const references: Readonly<Record<string, Reference>> = {
  active_devices: devices,
  adverse_events: count('adverse_event', 'reported'),
  adverse_event_rate: ratio(count('adverse_event', 'reported'), devices),
  adverse_events_per_1000_patch_days: (rows) =>
    share(1000 * rows.of('adverse_event', 'reported').length, worn(rows, 'valid_patch_days')),
  affiliate_clicks: count('affiliate', 'clicked'),
  affiliate_conversions: count('affiliate', 'converted'),
  affiliate_revenue: money('revenue', 'affiliate', 'converted'),
  aov: ratio(gmv, orders),
  arpu: ratio(gmv, purchasers),
  average_delivery_hours: (rows) => {
    const timed = rows.of('shipment', 'delivered').filter(has('dispatched_at'))
    const hours = sum(timed, (row) => (row.at - Date.parse(words(row.event.data.dispatched_at))) / 3_600_000)
    return share(hours, timed.length)
  },
  batch_rejection_rate: ratio(made('units_rejected'), made('units_produced')),
  batches_recalled: things('lot', 'batch', 'recalled'),
  cancellation_rate: ratio((rows) => different(rows.of('order', 'cancelled'), ids('order_id')), orders),
  cart_abandonment_rate: (rows) => {
    const converted = new Set(
      rows
        .history('cart')
        .filter(({ event }) => event.action === 'converted')
        .map(named('cart_id')),
    )
    const created = rows.of('cart', 'created')
    const left = created.filter((row) => !converted.has(named('cart_id')(row)))
    return share(different(left, named('cart_id')), different(created, named('cart_id')))
  },
  cart_additions: count('cart', 'item_added'),
  carts_created: things('cart_id', 'cart', 'created'),
  chargeback_rate: ratio(count('chargeback', 'opened'), captured),
  chargebacks: count('chargeback', 'opened'),
  checkouts_completed: things('checkout_id', 'checkout', 'completed'),
  checkouts_started: things('checkout_id', 'checkout', 'started'),
  conversion_rate: ratio(captured, sessions),
  dau: people(1),
  wau: people(7),
  mau: people(30),
  stickiness: ratio(people(1), people(30)),
  days_of_cover: (rows) => share(stockOnHand(rows) as number, (itemsSold(rows) as number) / days.length),
  device_activations: (rows) => different(rows.of('device', 'activated'), ids('device_id')),
  device_adherence: (rows) => share(worn(rows, 'valid_patch_days'), worn(rows, 'prescribed_days')),
  dose_success_rate: ratio(count('dose', 'delivered'), count('dose', 'delivered', 'failed', 'missed')),
  first_attempt_delivery_rate: (rows) => {
    const told = rows.of('shipment', 'delivered').filter(has('attempt'))
    return share(told.filter(({ event }) => event.data.attempt === 1).length, told.length)
  },
  gmv,
  inventory_age_days: (rows) => {
    const dated = follow(rows, 'inventory', stockOf, nothingToSee).filter(({ facts }) => facts.has('received_on'))
    const today = msOf(days.at(-1) as string)
    const age = (thing: Thing) => (today - msOf(words(thing.facts.get('received_on')))) / dayMs
    return share(
      total(rows, dated, (thing) => fact('on_hand')(thing) * age(thing)),
      total(rows, dated, fact('on_hand')),
    )
  },
  inventory_turnover: (rows) => {
    const cost = (thing: Thing) => fact('unit_cost')(thing) * thingRate(rows, thing)
    const sold = flow(rows, 'sold', (row, thing) => field('quantity')(row) * cost(thing))
    return share(
      (sold * 365) / days.length,
      meanStock(rows, (thing) => fact('on_hand')(thing) * cost(thing)),
    )
  },
  items_sold: itemsSold,
  loyalty_points_earned: points('earned'),
  loyalty_points_redeemed: points('redeemed'),
  mrr: (rows) => total(rows, subscriptions(rows), (it) => (runs(it) ? fact('mrr')(it) * thingRate(rows, it) : 0)),
  notification_click_rate: ratio(things('notification_id', 'notification', 'clicked'), delivered),
  notification_open_rate: ratio(things('notification_id', 'notification', 'opened'), delivered),
  notifications_delivered: delivered,
  notifications_sent: things('notification_id', 'notification', 'sent'),
  on_time_delivery_rate: (rows) => {
    const promised = rows.of('shipment', 'delivered').filter(has('eta'))
    return share(promised.filter(isOnTime).length, promised.length)
  },
  orders,
  orders_cancelled: (rows) => different(rows.of('order', 'cancelled'), ids('order_id')),
  partial_refunds: (rows) => rows.of('refund', 'completed').filter(({ event }) => event.data.full === false).length,
  payment_latency_p50: quantile(0.5),
  payment_latency_p95: quantile(0.95),
  payment_latency_p99: quantile(0.99),
  payment_success_rate: ratio(captured, count('payment', 'captured', 'failed')),
  payment_volume: money('amount', 'payment', 'captured'),
  payments_captured: captured,
  payments_failed: count('payment', 'failed'),
  product_views: count('product', 'viewed'),
  products_below_reorder: (rows) => {
    const all = shelves(rows, nothingToSee)
    if (!isKnown(rows, all, ['shelf', 'reorder_point'])) return null
    return total(rows, all, ({ facts }) =>
      Number(
        facts.get('shelf') !== undefined && number(facts.get('shelf')) <= number(facts.get('reorder_point') ?? -1),
      ),
    )
  },
  promotion_conversion: ratio(count('promotion', 'redeemed'), count('promotion', 'shown')),
  promotions_redeemed: count('promotion', 'redeemed'),
  promotions_shown: count('promotion', 'shown'),
  readings: count('telemetry', 'read'),
  readings_out_of_range: (rows) => rows.of('telemetry', 'read').filter(isOutside).length,
  recommendation_ctr: ratio(count('recommendation', 'clicked'), count('recommendation', 'shown')),
  recommendations_clicked: count('recommendation', 'clicked'),
  recommendations_shown: count('recommendation', 'shown'),
  refund_amount: money('amount', 'refund', 'completed'),
  refund_rate: ratio(count('refund', 'completed'), captured),
  refunds: count('refund', 'completed'),
  return_rate: ratio(returns, orders),
  returns,
  risk_score_distribution: (rows) => {
    const bins = new Array<number>(10).fill(0)
    for (const row of rows.of('payment', 'captured', 'failed', 'voided').filter(has('risk_score'))) {
      const bin = Math.min(9, Math.floor(field('risk_score')(row) * 10 + 1e-9))
      bins[bin] = (bins[bin] ?? 0) + 1
    }
    return bins
  },
  rto_rate: ratio(
    things('shipment_id', 'shipment', 'returned_to_origin'),
    things('shipment_id', 'shipment', 'dispatched'),
  ),
  search_clicks: count('search', 'clicked'),
  search_ctr: ratio(count('search', 'clicked'), (rows) => searches(rows.across('position'))),
  searches,
  sensor_stability: variation,
  sessions,
  shipments_delivered: things('shipment_id', 'shipment', 'delivered'),
  shipments_dispatched: things('shipment_id', 'shipment', 'dispatched'),
  shipments_returned: things('shipment_id', 'shipment', 'returned_to_origin'),
  shrinkage_rate: (rows) => share(flow(rows, 'shrunk', field('quantity')), meanStock(rows, fact('on_hand'))),
  stock_on_hand: stockOnHand,
  stockouts,
  subscription_churn_rate: (rows) =>
    share(
      (cancelled(rows) * 30) / days.length,
      total(rows, subscriptions(rows, from), (it) => Number(runs(it))),
    ),
  subscriptions_active: (rows) => total(rows, subscriptions(rows), (it) => Number(runs(it))),
  unique_purchasers: purchasers,
  units_produced: made('units_produced'),
  units_rejected: made('units_rejected'),
  units_sold_per_day: (rows) => (itemsSold(rows) as number) / days.length,
  zero_result_rate: (rows) => {
    const performed = rows.of('search', 'performed')
    return share(performed.filter(({ event }) => event.data.results_count === 0).length, performed.length)
  },
}
