import fc from 'fast-check'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { stored } from './open.ts'

/** Few values, so that buckets and filters hit something; also what needs care in SQL. */
export const values: Readonly<Record<string, readonly string[]>> = {
  country: ['ES', 'US', "Côte d'Ivoire"],
  region: ['north'],
  city: ['Madrid', '京都'],
  channel: ['web', 'a\\b'],
  device_type: ['phone', 'glucose_patch'],
  campaign: ['{tenant:String}'],
  cohort: ['2026-01'],
  producer: ['shop', 'clinic'],
  category: ['patches', 'spares'],
  brand: ['POCM', 'other'],
  product_id: ['p1', 'p2', 'p3'],
  lot: ['L1', 'L2'],
  gateway: ['stripe', 'adyen'],
  method: ['card', 'wallet'],
  currency: ['EUR', 'USD', 'GBP'],
  decline_code: ['no_funds'],
  warehouse_id: ['w1', 'w2'],
  carrier: ['DHL'],
  severity: ['mild', 'severe'],
  firmware: ['1.0', '1.1'],
  metric: ['glucose', 'temperature'],
  type: ['order', 'payment', 'telemetry'],
  action: ['placed', 'captured', 'read'],
  position: ['1', '12'],
  query: ['patch', 'lancet'],
  promotion_id: ['autumn'],
  affiliate_id: ['blog'],
  reason: ['late', 'torn'],
  term: ['rash'],
  tier: ['gold', 'silver'],
  template: ['news'],
  medium: ['email', 'sms'],
  placement: ['cart'],
}

const oneOf = (name: string) => fc.constantFrom(...(values[name] ?? []))
const some = (...names: string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, oneOf(name)])), { requiredKeys: [] })
const amount = fc.integer({ min: 0, max: 10_000_000 }).map((cents) => cents / 1000)
const idOf = (prefix: string, most: number) => fc.integer({ min: 1, max: most }).map((n) => `${prefix}${n}`)
const moment = fc
  .oneof(
    fc.integer({ min: Date.parse('2025-03-25'), max: Date.parse('2025-11-03') }),
    fc.integer({ min: Date.parse('2026-03-25'), max: Date.parse('2026-04-02') }),
    fc.integer({ min: Date.parse('2026-10-20'), max: Date.parse('2026-11-03') }),
  )
  .map((ms) => new Date(ms).toISOString().replace('Z', '123Z'))

const line = fc
  .tuple(some('category', 'brand', 'lot'), oneOf('product_id'), amount, fc.integer({ min: 1, max: 5 }))
  .map(([words, product_id, unit_price, quantity]) => ({ ...words, product_id, unit_price, quantity }))
const items = fc.array(line, { minLength: 1, maxLength: 3 })
const paid = fc.record({
  amount,
  currency: oneOf('currency'),
  gateway: oneOf('gateway'),
  method: oneOf('method'),
})

const risk_score = fc.double({ min: 0, max: 1, noNaN: true })
const units = fc.record({ units_produced: fc.nat(5000), units_rejected: fc.nat(50) }, { requiredKeys: [] })
const position = fc.record({ position: fc.constantFrom(1, 12) }, { requiredKeys: [] })

/** `data` by type and action, as far as measures read it. */
const data: Readonly<Record<string, readonly [actions: readonly string[], data: fc.Arbitrary<object>]>> = {
  session: [['started'], fc.constant({})],
  product: [['viewed'], some('product_id', 'category', 'brand')],
  order: [['placed', 'placed', 'cancelled'], fc.record({ items, currency: oneOf('currency') })],
  payment: [
    ['captured', 'captured', 'failed'],
    fc
      .tuple(paid, some('decline_code'), fc.record({ latency_ms: fc.nat(9000), risk_score }, { requiredKeys: [] }))
      .map(([a, b, c]) => ({ ...a, ...b, ...c })),
  ],
  chargeback: [['opened', 'won'], paid],
  cart: [['created', 'item_added'], idOf('c', 30).map((cart_id) => ({ cart_id }))],
  checkout: [['started', 'completed'], idOf('k', 30).map((checkout_id) => ({ checkout_id }))],
  batch: [
    ['produced', 'recalled'],
    fc.tuple(some('lot', 'product_id', 'reason'), units).map(([a, b]) => ({ ...a, ...b })),
  ],
  recommendation: [
    ['shown', 'shown', 'clicked'],
    fc.tuple(some('product_id', 'placement'), position).map(([a, b]) => ({ ...a, ...b })),
  ],
  search: [
    ['performed', 'performed', 'clicked'],
    fc
      .tuple(some('query', 'product_id'), position, fc.record({ results_count: fc.nat(2) }, { requiredKeys: [] }))
      .map(([a, b, c]) => ({ ...a, ...b, ...c })),
  ],
  promotion: [['shown', 'redeemed'], some('promotion_id')],
  affiliate: [['clicked', 'converted'], fc.record({ revenue: amount, currency: oneOf('currency') })],
  loyalty: [['earned', 'redeemed'], fc.tuple(some('tier'), amount).map(([words, points]) => ({ ...words, points }))],
  notification: [
    ['sent', 'delivered', 'opened', 'clicked'],
    fc
      .tuple(some('medium', 'template'), idOf('n', 40))
      .map(([words, notification_id]) => ({ ...words, notification_id })),
  ],
  device: [['activated'], some('lot', 'firmware')],
  refund: [
    ['completed', 'requested'],
    fc.record(
      { amount, currency: oneOf('currency'), gateway: oneOf('gateway'), full: fc.boolean(), reason: oneOf('reason') },
      { requiredKeys: ['amount', 'currency'] },
    ),
  ],
  return: [['received'], fc.record({ items }, { requiredKeys: [] })],
  shipment: [
    ['dispatched', 'delivered', 'delivered', 'returned_to_origin'],
    fc
      .tuple(
        some('warehouse_id', 'carrier'),
        fc.record(
          {
            eta: fc.oneof(
              moment,
              moment.map((text) => text.slice(0, 10)),
            ),
            dispatched_at: moment,
            lots: fc.uniqueArray(oneOf('lot')),
            attempt: fc.integer({ min: 1, max: 3 }),
          },
          { requiredKeys: [] },
        ),
        idOf('s', 40),
      )
      .map(([words, times, shipment_id]) => ({ ...words, ...times, shipment_id })),
  ],
  telemetry: [
    ['read'],
    fc
      .tuple(some('metric', 'lot', 'firmware', 'device_type'), fc.integer({ min: 20, max: 300 }))
      .map(([words, value]) => ({ ...words, value, unit: 'mg/dL' })),
  ],
  patch: [
    ['day_recorded', 'applied'],
    fc
      .tuple(some('lot', 'firmware'), amount)
      .map(([words, valid_patch_days]) => ({ ...words, valid_patch_days, prescribed_days: 7 })),
  ],
  dose: [['delivered', 'failed', 'missed'], some('lot')],
  adverse_event: [['reported'], some('severity', 'lot', 'term')],
}

/** Any event that measures read, of the tenant acme or, now and then, of another. */
export const anyEvent: fc.Arbitrary<StoredEvent> = fc.constantFrom(...Object.keys(data)).chain((type) => {
  const [actions, dataOf] = data[type] as (typeof data)[string]
  return fc
    .record({
      action: fc.constantFrom(...actions),
      data: dataOf as fc.Arbitrary<Record<string, unknown>>,
      occurred_at: moment,
      context: some('country', 'region', 'city', 'channel', 'device_type', 'campaign', 'cohort'),
      producer: oneOf('producer'),
      user_id: fc.option(idOf('u', 30)),
      session_id: fc.option(idOf('s', 50)),
      order_id: fc.option(idOf('o', 60)),
      device_id: fc.option(idOf('d', 20)),
      tenant_id: fc.constantFrom('acme', 'acme', 'acme', 'other'),
    })
    .map((given) => stored({ type, ...given }))
})
