import { expect, test } from 'vitest'
import type { ClientEvent } from './event.ts'
import { liveNinetyDays } from './ninety-days.ts'
import { warehouses } from './places.ts'

const { events, of } = liveNinetyDays(1)

/** How many events say each value of a field. */
const tally = (list: readonly ClientEvent[], field: string) =>
  new Map([...Map.groupBy(list, ({ data }) => data[field])].map(([value, of]) => [value, of.length]))
const share = (list: readonly ClientEvent[], is: (event: ClientEvent) => boolean) =>
  list.filter(is).length / list.length

test('ninety days are about 200 000 events, of every type and of nearly every action', () => {
  expect(events.length).toBeGreaterThan(170_000)
  expect(events.length).toBeLessThan(250_000)
  expect(new Set(events.map(({ type }) => type)).size).toBe(25)
  expect(new Set(events.map(({ type, action }) => `${type}.${action}`)).size).toBeGreaterThan(85)
})

test('dozens of lots are worn, each produced and released before, so that a funnel of lots has a shape', () => {
  const worn = tally(of('patch.applied'), 'lot')
  expect(worn.size).toBeGreaterThan(25)
  const sizes = [...worn.values()]
  expect(sizes.filter((patches) => patches < 20).length).toBeGreaterThan(8)
  expect(sizes.filter((patches) => patches > 40).length).toBeGreaterThan(6)
  const released = new Set(of('batch.released').map(({ data }) => data.lot))
  expect([...worn.keys()].filter((lot) => !released.has(lot))).toEqual([])
  expect(tally(of('adverse_event.reported'), 'lot').size).toBeGreaterThan(8)
})

test('what lies of a lot in a warehouse follows from its movements', () => {
  const sign: Record<string, number> = { received: 1, adjusted: 1, sold: -1, shrunk: -1 }
  const moved = new Map<string, number>()
  const counted = new Map<string, number>()
  for (const { type, action, data } of events) {
    if (type !== 'inventory') continue
    const shelf = `${data.product_id}@${data.warehouse_id}`
    if (action === 'counted') counted.set(shelf, data.on_hand as number)
    const units = (sign[action] ?? 0) * ((data.quantity as number | undefined) ?? 0)
    const pile = `${shelf} ${data.lot}`
    if (action !== 'counted') moved.set(pile, (moved.get(pile) ?? 0) + units)
    if (action === 'counted') {
      const lots = [...moved].filter(([pile]) => pile.startsWith(`${shelf} `)).map(([, units]) => units)
      expect(lots.reduce((sum, units) => sum + units, 0)).toBe(data.on_hand)
    }
  }
  expect(counted.size).toBe(12 * warehouses.length)
})

test('no more is received of a lot than was made of it, and what is released is received, but for the newest lots', () => {
  const made = new Map<unknown, number>()
  const received = new Map<unknown, number>()
  const beyond: string[] = []
  for (const { type, action, data } of events) {
    const { lot, units_produced = 0, units_rejected = 0, quantity = 0 } = data as Record<string, number | undefined>
    if (type === 'batch' && action === 'produced') made.set(lot, units_produced - units_rejected)
    if (type !== 'inventory' || action !== 'received') continue
    received.set(lot, (received.get(lot) ?? 0) + quantity)
    if ((received.get(lot) ?? 0) > (made.get(lot) ?? 0)) beyond.push(`${lot}`)
  }
  expect(beyond).toEqual([])
  const released = of('batch.released').map(({ data }) => data)
  const waiting = released.filter(({ lot }) => !received.has(lot))
  expect(waiting.length).toBeLessThan(released.length / 4)
})

test('from a device, and from a report of harm, one gets back to the order', () => {
  const userOf = new Map(of('order.placed').map(({ order_id, user_id }) => [order_id, user_id]))
  const activated = of('device.activated').filter(({ order_id }) => order_id !== undefined)
  expect(activated.length).toBeGreaterThan(150)
  const reported = of('adverse_event.reported').filter(({ order_id }) => order_id !== undefined)
  expect(reported.length).toBeGreaterThan(30)
  for (const { order_id, user_id } of [...activated, ...reported]) expect(userOf.get(order_id)).toBe(user_id)
})

test('paths differ by channel: apps begin with recommendations, marketplaces with a product', () => {
  const sessions = of('session.started')
  const began = (channel: string) => sessions.filter(({ context }) => context?.channel === channel)
  const onProduct = ({ data }: ClientEvent) => String(data.landing_page).startsWith('/products/')
  expect(share(began('marketplace'), onProduct)).toBeGreaterThan(0.5)
  expect(share(began('mobile_app'), onProduct)).toBeLessThan(0.1)
  const perVisit = (name: string, channel: string) =>
    of(name).filter(({ context }) => context?.channel === channel).length / began(channel).length
  expect(perVisit('search.performed', 'clinic')).toBeGreaterThan(3 * perVisit('search.performed', 'marketplace'))
  expect(perVisit('user.logged_in', 'mobile_app')).toBeGreaterThan(1.5 * perVisit('user.logged_in', 'web'))
  expect(perVisit('recommendation.shown', 'mobile_app')).toBeGreaterThan(1.3 * perVisit('recommendation.shown', 'web'))
})

test('people search for many things, POCM has not all of them, and they click on the first results', () => {
  const queries = tally(of('search.performed'), 'query')
  expect(queries.size).toBeGreaterThan(30)
  const empty = of('search.performed').filter(({ data }) => data.results_count === 0)
  expect(tally(empty, 'query').size).toBeGreaterThan(4)
  const positions = tally(of('search.clicked'), 'position')
  expect(positions.get(1) as number).toBeGreaterThan(positions.get(3) as number)
})

test('placements, ways to pay and media differ in how well they do', () => {
  const ctr = (placement: string) => {
    const on = (name: string) => tally(of(name), 'placement').get(placement) ?? 0
    return on('recommendation.clicked') / on('recommendation.shown')
  }
  expect(ctr('cart')).toBeGreaterThan(1.5 * ctr('home'))
  const declined = (method: string) => {
    const on = (name: string) => tally(of(name), 'method').get(method) ?? 0
    return on('payment.failed') / (on('payment.failed') + on('payment.captured'))
  }
  expect(declined('card')).toBeGreaterThan(1.5 * declined('paypal'))
  const lost = (medium: string) => {
    const on = (name: string) => tally(of(name), 'medium').get(medium) ?? 0
    return on('notification.failed') / on('notification.sent')
  }
  expect(lost('push')).toBeGreaterThan(2 * lost('email'))
  expect(tally(of('promotion.redeemed'), 'promotion_id').size).toBeGreaterThan(3)
})

test('customers come back as customers do: most once, some often', () => {
  const orders = [...Map.groupBy(of('order.placed'), ({ user_id }) => user_id).values()].map((list) => list.length)
  const times = (is: (count: number) => boolean) => orders.filter(is).length / orders.length
  expect(times((count) => count === 1)).toBeGreaterThan(0.45)
  expect(times((count) => count === 1)).toBeLessThan(0.75)
  expect(times((count) => count === 2)).toBeGreaterThan(times((count) => count === 3))
  expect(times((count) => count > 3)).toBeGreaterThan(0.03)
})

test('a few sensors jump often, and all of them now and then', () => {
  const odd = Map.groupBy(
    of('telemetry.read').filter(({ data }) => data.metric === 'glucose'),
    ({ device_id }) => device_id,
  )
  const shares = [...odd.values()]
    .filter((readings) => readings.length > 60)
    .map((readings) => {
      const values = readings.map(({ data }) => data.value as number).toSorted((a, b) => a - b)
      const median = values[values.length >> 1] as number
      const spread = values.map((value) => Math.abs(value - median)).toSorted((a, b) => a - b)
      const mad = spread[spread.length >> 1] as number
      return values.filter((value) => (0.6745 * Math.abs(value - median)) / mad > 3.5).length / values.length
    })
  const mean = shares.reduce((sum, part) => sum + part, 0) / shares.length
  expect(mean).toBeGreaterThan(0.003)
  expect(mean).toBeLessThan(0.03)
  expect(Math.max(...shares)).toBeGreaterThan(3 * mean)
})

test('regions differ in how parcels arrive', () => {
  const first = (country: string) =>
    share(
      of('shipment.delivered').filter(({ context }) => context?.country === country),
      ({ data }) => data.attempt === 1,
    )
  expect(first('ES')).toBeGreaterThan(first('IN') + 0.05)
})
