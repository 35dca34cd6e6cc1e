/** SQL that makes up a POCM business: shops in ten countries, 2 000 devices, 4 % of the events are orders. */
interface Shape {
  readonly type: string
  readonly action: string
  /** Part of all events. */
  readonly share: number
  /** Columns beside the common ones: name → SQL over `n`, a number that differs from event to event. */
  readonly columns: Readonly<Record<string, string>>
}

const session = {
  session_id: "concat('s', toString(intDiv(n, 8)))",
  user_id: "concat('u', toString(cityHash64(intDiv(n, 8)) % 150000))",
}
const order = { order_id: "concat('o', toString(n))", ...session }
const device = {
  device_id: "concat('d', toString(cityHash64(n) % 2000))",
  lot: "concat('L', toString(cityHash64(n) % 60))",
}
const currency = { currency: "if(n % 5 = 0, 'USD', 'EUR')" }
const payment = {
  ...order,
  ...currency,
  gateway: "['stripe', 'adyen', 'paypal'][1 + n % 3]",
  method: "['card', 'wallet', 'transfer'][1 + n % 3]",
  amount: '20 + n % 200',
}
const items = `[(concat('p', toString(n % 40)), 1 + n % 3, 20 + n % 100, ['patches', 'devices', 'spares'][1 + n % 3], 'POCM',
  concat('L', toString(n % 60)), 10)]`

export const shapes: readonly Shape[] = [
  {
    type: 'telemetry',
    action: 'read',
    share: 0.45,
    columns: { ...device, metric: "'glucose'", unit: "'mg/dL'", value: '40 + n % 240' },
  },
  {
    type: 'product',
    action: 'viewed',
    share: 0.2,
    columns: { ...session, product_id: "concat('p', toString(n % 40))" },
  },
  { type: 'session', action: 'started', share: 0.06, columns: session },
  { type: 'cart', action: 'item_added', share: 0.06, columns: session },
  { type: 'order', action: 'placed', share: 0.04, columns: { ...order, ...currency, items } },
  { type: 'order', action: 'cancelled', share: 0.004, columns: { ...order, ...currency } },
  { type: 'payment', action: 'captured', share: 0.036, columns: payment },
  { type: 'payment', action: 'failed', share: 0.006, columns: payment },
  { type: 'refund', action: 'completed', share: 0.004, columns: payment },
  { type: 'return', action: 'received', share: 0.004, columns: { ...order, items } },
  {
    type: 'shipment',
    action: 'dispatched',
    share: 0.036,
    columns: { ...order, shipment_id: "concat('sh', toString(n))" },
  },
  {
    type: 'shipment',
    action: 'delivered',
    share: 0.035,
    columns: {
      ...order,
      shipment_id: "concat('sh', toString(n))",
      eta: "'2026-02-20'",
      dispatched_at: 'occurred_at - 90000',
    },
  },
  {
    type: 'patch',
    action: 'day_recorded',
    share: 0.03,
    columns: { ...device, prescribed_days: '1', valid_patch_days: '0.9' },
  },
  { type: 'dose', action: 'delivered', share: 0.034, columns: device },
  { type: 'adverse_event', action: 'reported', share: 0.001, columns: { ...device, severity: "'mild'" } },
]

/** Writes some days of one kind of event, from day `at` on; day 0 is 1 January 2026. */
export function write({ type, action, columns }: Shape, at: number, days: number, events: number): string {
  const common = {
    id: 'generateUUIDv7()',
    tenant_id: "'bench'",
    type: `'${type}'`,
    action: `'${action}'`,
    occurred_at: `toDateTime64('2026-01-01 00:00:00', 6, 'UTC') + ${at} * 86400 + number * (${days * 86400} / ${events})`,
    received_at: 'occurred_at',
    country: "['ES', 'FR', 'DE', 'IT', 'PT', 'US', 'GB', 'NL', 'BE', 'IN'][1 + cityHash64(n) % 10]",
    city: "concat('city', toString(cityHash64(n) % 300))",
    channel: "['web', 'app', 'shop'][1 + cityHash64(n, 1) % 3]",
    device_type: "['phone', 'desktop', 'glucose_patch'][1 + cityHash64(n, 2) % 3]",
    checksum: 'toInt64(cityHash64(n))',
    ...columns,
  }
  const names = Object.keys(common)
  return `INSERT INTO events (${names.join(', ')})
    SELECT ${Object.entries(common)
      .map(([name, sql]) => `${sql} AS ${name}`)
      .join(', ')}
    FROM (SELECT number, number + ${(at / days) * events} AS n FROM numbers(${events})) SETTINGS insert_deduplicate = 0`
}
