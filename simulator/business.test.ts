import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../src/events/catalogue.ts'
import { formats } from '../src/events/formats.ts'
import { schemaOf } from '../src/events/schema.ts'
import type { ClientEvent } from './event.ts'
import { liveNinetyDays, sum } from './ninety-days.ts'

const catalogue = await loadCatalogue()
const { events, of, count } = liveNinetyDays(1)
const number = (event: ClientEvent, name: string) => event.data[name] as number
const text = (event: ClientEvent, name: string) => event.data[name] as string

test('90 days at scale 1 are about 200 000 events', () => {
  expect(events.length).toBeGreaterThan(170_000)
  expect(events.length).toBeLessThan(230_000)
})

test('every event is valid as its type and action say', () => {
  const ajv = new Ajv2020({ formats, allErrors: true, keywords: ['x-sensitivity'] })
  for (const [type, definition] of catalogue) {
    for (const action of definition.actions) {
      const validate = ajv.compile(schemaOf(definition, action))
      for (const event of of(`${type}.${action}`)) {
        if (!validate(event)) expect.fail(`${JSON.stringify(event)}: ${ajv.errorsText(validate.errors)}`)
      }
    }
  }
})

test('every type and action of the catalogue occurs but those of models, which a business does not make, and no other', () => {
  const ofBusiness = [...catalogue.values()].filter(({ type }) => type !== 'prediction')
  const known = ofBusiness.flatMap(({ type, actions }) => actions.map((action) => `${type}.${action}`))
  const seen = new Set(events.map(({ type, action }) => `${type}.${action}`))
  expect(known.filter((name) => !seen.has(name))).toEqual([])
  expect(seen.size).toBe(known.length)
})

describe('what follows has something that it follows from', () => {
  const follows: [what: string[], from: string, by: (event: ClientEvent) => unknown][] = [
    [['session.ended'], 'session.started', ({ session_id }) => session_id],
    [['payment.authorised', 'payment.failed'], 'payment.initiated', paymentOf],
    [['payment.captured', 'payment.voided'], 'payment.authorised', paymentOf],
    [['order.placed'], 'payment.captured', ({ order_id }) => order_id],
    [['order.cancelled', 'order.fulfilled', 'return.requested'], 'order.placed', ({ order_id }) => order_id],
    [['refund.requested', 'chargeback.opened'], 'payment.captured', ({ data }) => data.payment_id],
    [['refund.completed', 'refund.rejected'], 'refund.requested', ({ data }) => data.refund_id],
    [['chargeback.won', 'chargeback.lost'], 'chargeback.opened', ({ data }) => data.chargeback_id],
    [['return.received', 'return.rejected'], 'return.requested', ({ data }) => data.return_id],
    [['cart.item_added', 'cart.abandoned', 'cart.converted'], 'cart.created', ({ data }) => data.cart_id],
    [['checkout.completed', 'checkout.failed'], 'checkout.started', ({ data }) => data.checkout_id],
    [['shipment.created'], 'order.placed', ({ order_id }) => order_id],
    [['shipment.dispatched'], 'shipment.created', ({ data }) => data.shipment_id],
    [['shipment.out_for_delivery', 'shipment.lost'], 'shipment.dispatched', ({ data }) => data.shipment_id],
    [['shipment.delivered', 'shipment.attempted'], 'shipment.out_for_delivery', ({ data }) => data.shipment_id],
    [['shipment.returned_to_origin'], 'shipment.attempted', ({ data }) => data.shipment_id],
    [['subscription.renewed', 'subscription.paused', 'subscription.cancelled'], 'subscription.started', subscriptionOf],
    [['device.activated'], 'device.registered', ({ device_id }) => device_id],
    [['telemetry.read', 'patch.applied', 'device.deactivated'], 'device.activated', ({ device_id }) => device_id],
    [['dose.scheduled', 'patch.removed', 'adverse_event.reported'], 'patch.applied', ({ device_id }) => device_id],
    [['dose.delivered', 'dose.failed', 'dose.missed'], 'dose.scheduled', ({ device_id }) => device_id],
    [['adverse_event.updated', 'adverse_event.closed'], 'adverse_event.reported', ({ data }) => data.report_id],
    [['notification.delivered', 'notification.failed'], 'notification.sent', ({ data }) => data.notification_id],
    [['recommendation.clicked'], 'recommendation.shown', ({ data }) => data.recommendation_id],
    [['recommendation.purchased'], 'recommendation.clicked', ({ data }) => data.recommendation_id],
    [['promotion.redeemed'], 'promotion.applied', ({ session_id }) => session_id],
    [['affiliate.converted'], 'affiliate.clicked', ({ session_id }) => session_id],
    [['batch.released', 'batch.recalled'], 'batch.produced', ({ data }) => data.lot],
  ]
  test.each(follows)('%j from %s', (what, from, by) => {
    const began = new Map<unknown, number>()
    for (const event of of(from)) if (!began.has(by(event))) began.set(by(event), Date.parse(event.occurred_at))
    for (const event of what.flatMap(of)) {
      expect(by(event)).toBeDefined()
      expect(began.get(by(event)) ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(Date.parse(event.occurred_at))
    }
  })

  function paymentOf({ data }: ClientEvent) {
    return [data.payment_id, data.gateway, data.method, data.amount, data.currency].join()
  }
  function subscriptionOf({ data }: ClientEvent) {
    return [data.subscription_id, data.plan, data.mrr].join()
  }
})

test('what was captured is what the order costs', () => {
  const captured = new Map(of('payment.captured').map((event) => [event.order_id, number(event, 'amount')]))
  for (const event of of('order.placed')) {
    const items = event.data.items as { quantity: number; unit_price: number }[]
    const goods = sum(items.map(({ quantity, unit_price }) => quantity * unit_price))
    const total = goods - number(event, 'discount') + number(event, 'shipping')
    expect(captured.get(event.order_id)).toBeCloseTo(total, 2)
  }
})

test('no customer is refunded more than they paid, and a full refund is all of it', () => {
  const captured = new Map(of('payment.captured').map((event) => [event.data.payment_id, number(event, 'amount')]))
  for (const event of of('refund.completed')) {
    const paid = captured.get(event.data.payment_id) ?? 0
    expect(number(event, 'amount')).toBeLessThanOrEqual(paid)
    expect(event.data.full).toBe(number(event, 'amount') === paid)
  }
})

test('a parcel says when it was dispatched, and carries the lots of its order', () => {
  const dispatched = new Map(of('shipment.dispatched').map((event) => [event.data.shipment_id, event.occurred_at]))
  const lotsOf = new Map(
    of('order.placed').map(({ order_id, data }) => [order_id, (data.items as { lot: string }[]).map(({ lot }) => lot)]),
  )
  for (const event of of('shipment.delivered')) {
    expect(event.data.dispatched_at).toBe(dispatched.get(event.data.shipment_id))
    expect(event.data.lots).toEqual([...new Set(lotsOf.get(event.order_id))])
    expect(number(event, 'attempt')).toBeGreaterThanOrEqual(1)
  }
})

test('a patch that is worn was delivered to its wearer, or came with the pilot', () => {
  const delivered = new Set(
    of('shipment.delivered').flatMap(({ user_id, data }) => (data.lots as string[]).map((lot) => `${user_id} ${lot}`)),
  )
  const bought = of('patch.applied').filter(({ user_id, data }) => delivered.has(`${user_id} ${data.lot}`))
  const pilot = of('patch.applied').filter((event) => !bought.includes(event))
  expect(bought.length).toBeGreaterThan(700)
  expect(new Set(pilot.map(({ user_id }) => user_id)).size).toBeLessThanOrEqual(85)
})

test('the stock that is counted is what came in less what went out', () => {
  const shelves = new Map<string, number>()
  const sign: Record<string, number> = { received: 1, adjusted: 1, sold: -1, shrunk: -1 }
  for (const event of events) {
    if (event.type !== 'inventory') continue
    const shelf = `${event.data.product_id} ${event.data.warehouse_id}`
    if (event.action !== 'counted') {
      const known = shelves.get(shelf)
      if (known !== undefined) shelves.set(shelf, known + (sign[event.action] ?? 0) * number(event, 'quantity'))
      continue
    }
    expect(number(event, 'on_hand')).toBeGreaterThanOrEqual(0)
    const known = shelves.get(shelf)
    if (known !== undefined)
      expect([shelf, event.occurred_at, event.data.on_hand]).toEqual([shelf, event.occurred_at, known])
    shelves.set(shelf, number(event, 'on_hand'))
  }
  expect(shelves.size).toBe(48)
})

test('people are made up: every address is an example', () => {
  for (const event of events) {
    if (event.type === 'user' && 'email' in event.data) expect(text(event, 'email')).toMatch(/@example\.com$/)
  }
})

test('rates are what such a business could have', () => {
  const sessions = new Set(events.map(({ session_id }) => session_id).filter((id) => id !== undefined)).size
  const captured = count('payment.captured')
  const orders = count('order.placed')
  const delivered = of('shipment.delivered')
  const glucose = of('telemetry.read').filter(({ data }) => data.metric === 'glucose')
  const days = of('patch.day_recorded')
  const doses = ['delivered', 'failed', 'missed'].map((action) => count(`dose.${action}`)) as [number, number, number]
  const rates = {
    conversion: [captured / sessions, 0.02, 0.05],
    paymentSuccess: [captured / (captured + count('payment.failed')), 0.9, 0.95],
    abandonment: [1 - count('cart.converted') / count('cart.created'), 0.5, 0.75],
    refunds: [count('refund.completed') / captured, 0.02, 0.07],
    returns: [count('return.received') / orders, 0.04, 0.085],
    returnedToOrigin: [count('shipment.returned_to_origin') / count('shipment.dispatched'), 0.01, 0.05],
    onTime: [delivered.filter(onTime).length / delivered.length, 0.86, 0.95],
    firstAttempt: [delivered.filter(({ data }) => data.attempt === 1).length / delivered.length, 0.88, 0.97],
    cancelled: [count('order.cancelled') / orders, 0.008, 0.04],
    adherence: [sum(days.map((event) => number(event, 'valid_patch_days'))) / days.length, 0.75, 0.87],
    doses: [doses[0] / sum(doses), 0.85, 0.97],
    outOfRange: [glucose.filter((event) => outOfRange(number(event, 'value'))).length / glucose.length, 0.01, 0.05],
    noResults: [
      of('search.performed').filter(({ data }) => data.results_count === 0).length / count('search.performed'),
      0.02,
      0.2,
    ],
  }
  for (const [name, [rate, low, high]] of Object.entries(rates)) {
    expect(rate, name).toBeGreaterThan(low as number)
    expect(rate, name).toBeLessThan(high as number)
  }
})

const outOfRange = (value: number) => value < 54 || value > 250

function onTime({ occurred_at, data }: ClientEvent): boolean {
  const eta = data.eta as string
  return Date.parse(occurred_at) <= Date.parse(eta.length === 10 ? `${eta}T23:59:59Z` : eta)
}
