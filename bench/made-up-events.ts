import { insertClause } from '../src/warehouse/engine/engine.ts'

/**
 * SQL that makes up a POCM business of any size inside the engine. Ten times as many events are ten times as many visits,
 * people and devices over the same 90 days; products, lots, gateways and places stay as many as they are.
 */
export interface Business {
  readonly events: number
  readonly days: number
}

/** The day on which it begins. */
export const firstDay = '2026-01-01'

type Subject = 'visit' | 'order' | 'device' | 'stock'

interface Shape {
  readonly type: string
  readonly action: string
  /** Part of all events. */
  readonly share: number
  /** Whose ids the event carries. */
  readonly of: Subject
  /** Seconds after the visit or order began. */
  readonly lag?: number
  /** Columns beside the common ones: name → SQL over `i`, the number of the event among those of its shape, `h`, a hash of it, and the numbers of its subject: `s` the visit, `o` the order, `d` the device. */
  readonly columns?: Readonly<Record<string, string>>
}

/** Parts of all events that are visits and orders: other events are dealt out over them. */
const visitShare = 0.06
const orderShare = 0.03

const oneOf = (number: string, ...values: readonly string[]) =>
  `[${values.map((value) => `'${value}'`).join(', ')}][1 + ${number} % ${values.length}]`
const name = (prefix: string, number: string) => `concat('${prefix}', toString(${number}))`

const currency = { currency: "if(s % 5 = 0, 'USD', 'EUR')" }
const product = {
  product_id: name('p', 'h % 120'),
  category: oneOf('h % 120', 'patches', 'readers', 'pumps', 'bands', 'accessories'),
  brand: oneOf('h % 120', 'Rivulet', 'Meniscus', 'Lumen', 'POCM'),
}
const paid = {
  ...currency,
  gateway: oneOf('o', 'stripe', 'adyen', 'paypal', 'razorpay', 'checkout_com'),
  method: oneOf('o', 'card', 'wallet', 'transfer'),
  payment_id: name('pay', 'o'),
  amount: '20 + o % 200',
}
const attempt = { latency_ms: '120 + h % 1900', risk_score: 'pow(h % 1000 / 1000, 3)' }
const items = {
  items: `[(concat('p', toString(o % 120)), 1 + o % 3, 20 + o % 100,
    ['patches', 'readers', 'pumps', 'bands', 'accessories'][1 + o % 120 % 5],
    ['Rivulet', 'Meniscus', 'Lumen', 'POCM'][1 + o % 120 % 4], concat('L', toString(o % 400)), 10)]`,
}
const parcel = {
  shipment_id: name('sh', 'o'),
  warehouse_id: oneOf('o', 'madrid', 'rotterdam', 'memphis', 'dubai'),
  carrier: oneOf('o', 'northway', 'blueparcel', 'cargolink', 'interstate', 'sandpost'),
  lots: "[concat('L', toString(o % 400))]",
}
const worn = {
  lot: name('L', '(d + toUInt64(6 * u)) % 400'),
  firmware: "['2.3.0', '2.4.0', '2.4.1', '2.5.0'][1 + toUInt64(3.99 * u)]",
  device_type: oneOf('d', 'glucose_patch', 'dosing_patch', 'sweat_patch'),
}
const delivery = { ...parcel, dispatched_at: 'occurred_at - 200000', attempt: '1 + (h % 12 = 0)' }
const shelf = {
  ...product,
  warehouse_id: oneOf('h', 'madrid', 'rotterdam', 'memphis', 'dubai'),
  unit_cost: '5 + h % 40',
  currency: "'EUR'",
}
const message = { notification_id: name('n', 'i'), medium: oneOf('s', 'email', 'sms', 'push'), template: "'news'" }
const hint = {
  recommendation_id: name('r', 'i'),
  placement: oneOf('h', 'home', 'product-page', 'cart'),
  position: '1 + h % 4',
  ...product,
}

export const shapes: readonly Shape[] = [
  {
    type: 'telemetry',
    action: 'read',
    share: 0.3,
    of: 'device',
    columns: { ...worn, metric: "'glucose'", unit: "'mg/dL'", value: '40 + h % 240' },
  },
  { type: 'dose', action: 'scheduled', share: 0.02, of: 'device', columns: worn },
  { type: 'dose', action: 'delivered', share: 0.018, of: 'device', columns: worn },
  { type: 'dose', action: 'missed', share: 0.002, of: 'device', columns: worn },
  {
    type: 'patch',
    action: 'day_recorded',
    share: 0.03,
    of: 'device',
    columns: { ...worn, prescribed_days: '1', valid_patch_days: 'toUInt8(h % 10 != 0)' },
  },
  { type: 'device', action: 'activated', share: 0.001, of: 'device', columns: worn },
  { type: 'device', action: 'firmware_updated', share: 0.001, of: 'device', columns: worn },
  {
    type: 'adverse_event',
    action: 'reported',
    share: 0.0005,
    of: 'device',
    columns: {
      ...worn,
      report_id: name('rep', 'i'),
      severity: oneOf('h', 'malfunction', 'mild', 'moderate', 'severe'),
      term: "'skin irritation'",
    },
  },
  { type: 'session', action: 'started', share: visitShare, of: 'visit' },
  { type: 'user', action: 'logged_in', share: 0.02, of: 'visit', lag: 10 },
  {
    type: 'search',
    action: 'performed',
    share: 0.03,
    of: 'visit',
    lag: 20,
    columns: { query: name('query ', 'h % 400'), results_count: 'h % 9' },
  },
  {
    type: 'search',
    action: 'clicked',
    share: 0.015,
    of: 'visit',
    lag: 30,
    columns: { query: name('query ', 'h % 400'), position: '1 + h % 8' },
  },
  { type: 'product', action: 'viewed', share: 0.12, of: 'visit', lag: 40, columns: product },
  { type: 'recommendation', action: 'shown', share: 0.03, of: 'visit', lag: 50, columns: hint },
  { type: 'recommendation', action: 'clicked', share: 0.003, of: 'visit', lag: 60, columns: hint },
  {
    type: 'promotion',
    action: 'shown',
    share: 0.01,
    of: 'visit',
    lag: 15,
    columns: { promotion_id: name('promo', 'h % 12') },
  },
  {
    type: 'affiliate',
    action: 'clicked',
    share: 0.005,
    of: 'visit',
    lag: 5,
    columns: { affiliate_id: name('aff', 'h % 30') },
  },
  { type: 'cart', action: 'created', share: 0.035, of: 'visit', lag: 90, columns: { cart_id: name('c', 's') } },
  {
    type: 'cart',
    action: 'item_added',
    share: 0.04,
    of: 'visit',
    lag: 95,
    columns: { cart_id: name('c', 's'), ...product },
  },
  {
    type: 'checkout',
    action: 'started',
    share: 0.032,
    of: 'order',
    lag: 150,
    columns: { checkout_id: name('ch', 'o'), cart_id: name('c', 's') },
  },
  { type: 'payment', action: 'captured', share: 0.028, of: 'order', lag: 240, columns: { ...paid, ...attempt } },
  {
    type: 'payment',
    action: 'failed',
    share: 0.003,
    of: 'order',
    lag: 230,
    columns: {
      ...paid,
      ...attempt,
      decline_code: oneOf('h', 'insufficient_funds', 'do_not_honour', 'expired_card', 'suspected_fraud'),
    },
  },
  { type: 'cart', action: 'converted', share: 0.028, of: 'order', lag: 245, columns: { cart_id: name('c', 's') } },
  { type: 'order', action: 'placed', share: orderShare, of: 'order', lag: 250, columns: { ...currency, ...items } },
  { type: 'order', action: 'cancelled', share: 0.001, of: 'order', lag: 9_000, columns: currency },
  {
    type: 'refund',
    action: 'completed',
    share: 0.0015,
    of: 'order',
    lag: 500_000,
    columns: { ...paid, refund_id: name('ref', 'o'), full: 'h % 3 != 0' },
  },
  { type: 'chargeback', action: 'opened', share: 0.0003, of: 'order', lag: 900_000, columns: paid },
  {
    type: 'return',
    action: 'received',
    share: 0.0015,
    of: 'order',
    lag: 600_000,
    columns: { ...items, reason: oneOf('h', 'did not stick', 'changed my mind') },
  },
  { type: 'shipment', action: 'dispatched', share: 0.028, of: 'order', lag: 90_000, columns: parcel },
  {
    type: 'shipment',
    action: 'delivered',
    share: 0.027,
    of: 'order',
    lag: 290_000,
    columns: { ...delivery, eta: "'2026-02-20'" },
  },
  { type: 'shipment', action: 'returned_to_origin', share: 0.0007, of: 'order', lag: 400_000, columns: parcel },
  {
    type: 'promotion',
    action: 'redeemed',
    share: 0.001,
    of: 'order',
    lag: 250,
    columns: { promotion_id: name('promo', 'h % 12') },
  },
  {
    type: 'affiliate',
    action: 'converted',
    share: 0.001,
    of: 'order',
    lag: 250,
    columns: { ...currency, affiliate_id: name('aff', 'h % 30'), revenue: '50', commission: '2' },
  },
  {
    type: 'loyalty',
    action: 'earned',
    share: 0.01,
    of: 'order',
    lag: 250,
    columns: { points: '50', tier: oneOf('s', 'bronze', 'silver', 'gold') },
  },
  {
    type: 'subscription',
    action: 'started',
    share: 0.002,
    of: 'order',
    lag: 260,
    columns: {
      ...currency,
      subscription_id: name('sub', 'i'),
      plan: oneOf('o', 'glucose', 'dosing', 'sport'),
      mrr: '80',
    },
  },
  {
    type: 'subscription',
    action: 'cancelled',
    share: 0.0005,
    of: 'order',
    lag: 700_000,
    columns: {
      ...currency,
      subscription_id: name('sub', '4 * i'),
      plan: oneOf('o', 'glucose', 'dosing', 'sport'),
      mrr: '80',
    },
  },
  { type: 'notification', action: 'sent', share: 0.025, of: 'order', lag: 300, columns: message },
  { type: 'notification', action: 'opened', share: 0.01, of: 'order', lag: 3_000, columns: message },
  {
    type: 'inventory',
    action: 'counted',
    share: 0.01,
    of: 'stock',
    columns: {
      ...shelf,
      on_hand: 'h % 90',
      reorder_point: '12',
      received_on: "toDate32('2025-12-01') + toUInt32(60 * u)",
    },
  },
  {
    type: 'inventory',
    action: 'sold',
    share: 0.028,
    of: 'stock',
    columns: { ...shelf, quantity: '1 + h % 3', lot: name('L', 'h % 400') },
  },
  {
    type: 'batch',
    action: 'produced',
    share: 0.0001,
    of: 'stock',
    columns: {
      lot: name('L', 'i % 400'),
      product_id: name('p', 'i % 120'),
      units_produced: '500',
      units_rejected: 'h % 20',
    },
  },
]

/** What the shapes leave of all events goes to page views, the last shape to be checked. */
const shareOf = ({ type, share }: Shape) =>
  type === 'product' ? share + 1 - shapes.reduce((sum, it) => sum + it.share, 0) : share

const subjects: Readonly<Record<Subject, Readonly<Record<string, string>>>> = {
  visit: { session_id: name('s', 's'), user_id: name('u', 'person') },
  order: { session_id: name('s', 's'), user_id: name('u', 'person'), order_id: name('o', 'o') },
  device: { device_id: name('d', 'd'), user_id: name('u', 'd') },
  stock: {},
}

/** Statements that write the whole business with its rollups, a slice of one shape each, in the order of time. */
export function* writes(business: Business): Generator<string> {
  const slices = Math.max(1, Math.ceil(business.events / 10_000_000), Math.ceil(business.days / 30))
  for (let slice = 0; slice < slices; slice++) {
    for (const shape of shapes) yield write(shape, business, slice / slices, (slice + 1) / slices)
  }
}

/** Writes the events of one kind between two shares of the range. */
function write(shape: Shape, { events, days }: Business, from: number, to: number): string {
  const { type, action, of, lag = 0, columns } = shape
  const total = Math.round(events * shareOf(shape))
  const [first, last] = [Math.floor(total * from), Math.floor(total * to)]
  const [visits, orders] = [Math.round(events * visitShare), Math.round(events * orderShare)]
  const all = {
    id: 'generateUUIDv7()',
    tenant_id: "'bench'",
    type: `'${type}'`,
    action: `'${action}'`,
    occurred_at: `toDateTime64('${firstDay} 00:00:00', 6, 'UTC') + u * ${days * 86_400 - 1_000_000} + ${lag}`,
    received_at: 'occurred_at',
    country: "['ES', 'FR', 'DE', 'IT', 'PT', 'US', 'GB', 'NL', 'BE', 'IN'][1 + place % 10]",
    region: name('region', 'place % 30'),
    city: name('city', 'place % 300'),
    channel: oneOf('cityHash64(person, 1)', 'web', 'mobile_app', 'marketplace', 'clinic'),
    device_type: oneOf('cityHash64(person, 2)', 'phone', 'desktop', 'tablet'),
    campaign: "if(s % 3 = 0, concat('campaign', toString(s % 8)), '')",
    cohort: name('2025-', '10 + person % 3'),
    checksum: 'toInt64(h)',
    ...subjects[of],
    ...columns,
  }
  const subject = `SELECT i, u, h, s, o, d, cityHash64(person) AS place, person
    FROM (SELECT *, toUInt64(${of === 'order' ? `o * ${visits / orders}` : `u * ${visits}`}) AS s,
        ${of === 'device' ? 'd' : `cityHash64(s) % ${Math.ceil(events * 0.015)}`} AS person
      FROM (SELECT ${first} + number AS i, i / ${total} AS u, cityHash64(i, '${type}.${action}') AS h,
          toUInt64(u * ${orders}) AS o, h % ${Math.ceil(events / 2500)} AS d
        FROM numbers(${last - first})))`
  return `INSERT INTO events (${Object.keys(all).join(', ')}) ${insertClause({ insert_deduplicate: 0 })}
    SELECT ${Object.entries(all)
      .map(([column, sql]) => `${sql} AS ${column}`)
      .join(', ')}
    FROM (${subject})`
}
