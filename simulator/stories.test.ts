import { expect, test } from 'vitest'
import type { ClientEvent } from './event.ts'
import { dayOfEvent, during, liveNinetyDays, openedAt, sum } from './ninety-days.ts'
import { bestSeller, slowSeller } from './products.ts'
import { timeOfYear } from './season.ts'
import {
  failingGateway,
  firmwareOn,
  lateCarrier,
  nextStart,
  promotionWeekend,
  seasonDays,
  storyDays,
  tells,
  testedGateway,
} from './stories.ts'
import { day, hour, weekdayOf } from './time.ts'

const { events, of } = liveNinetyDays(1)
const per = (count: number, days: number) => count / days

test('a story comes back every 90 days, and the next one can be asked for', () => {
  expect([60, 61, 61.99, 62, 61 + 2 * seasonDays].map((dayNumber) => tells('gatewayDown', dayNumber))).toEqual([
    false,
    true,
    true,
    false,
    true,
  ])
  const first = openedAt + 61 * day
  expect(nextStart('gatewayDown', openedAt, openedAt)).toBe(first)
  expect(nextStart('gatewayDown', first, openedAt)).toBe(first)
  expect(nextStart('gatewayDown', first + 1, openedAt)).toBe(first + seasonDays * day)
})

test('the promotion is one weekend of each 90 days, from Friday afternoon on', () => {
  const hours = Array.from({ length: seasonDays * 24 }, (_, n) => openedAt + n * hour)
  const offered = hours.filter((ms) => promotionWeekend(ms, openedAt))
  expect(offered).toHaveLength(8 + 48)
  expect(new Set(offered.map((ms) => weekdayOf(ms, 0)))).toEqual(new Set([5, 6, 0]))
})

test('business grows: the last 30 days have many more visits than the first', () => {
  const visits = of('session.started')
  const growth = during(visits, 60, 90).length / during(visits, 0, 30).length
  expect(growth).toBeGreaterThan(1.4)
  expect(growth).toBeLessThan(2.2)
})

test('visits follow the local clock and the week', () => {
  const spanish = of('session.started').filter(({ context }) => context?.country === 'ES')
  const at = (from: number, to: number) =>
    spanish.filter(({ occurred_at }) => {
      const local = (new Date(occurred_at).getUTCHours() + 1) % 24
      return local >= from && local < to
    }).length
  expect(at(20, 22)).toBeGreaterThan(8 * at(3, 5))
  const onDay = (weekday: number) =>
    of('session.started').filter(({ occurred_at }) => weekdayOf(Date.parse(occurred_at), 0) === weekday).length
  expect(onDay(1)).toBeGreaterThan(1.2 * onDay(6))
})

test('the late carrier is late for two weeks, and the others are not', () => {
  const [from, to] = storyDays.lateCarrier
  const delivered = of('shipment.delivered').filter(({ data }) => {
    const dispatched = (Date.parse(data.dispatched_at as string) - openedAt) / day
    return dispatched >= from && dispatched < to
  })
  const share = (parcels: ClientEvent[]) => parcels.filter(onTime).length / parcels.length
  expect(share(delivered.filter(({ data }) => data.carrier === lateCarrier))).toBeLessThan(0.5)
  expect(share(delivered.filter(({ data }) => data.carrier !== lateCarrier))).toBeGreaterThan(0.85)
  const later = during(of('shipment.delivered'), to + 10, 90).filter(({ data }) => data.carrier === lateCarrier)
  expect(share(later)).toBeGreaterThan(0.85)
})

test('the best seller runs out everywhere, is not sold, and comes back', () => {
  const [, back] = storyDays.supplyStop
  const sold = of('inventory.sold').filter(({ data }) => data.product_id === bestSeller)
  const empty = new Set(
    during(of('inventory.counted'), 18, back)
      .filter(({ data }) => data.product_id === bestSeller && data.on_hand === 0)
      .map(({ data }) => data.warehouse_id),
  )
  expect(empty.size).toBe(4)
  expect(per(during(sold, back - 4, back).length, 4)).toBeLessThan(0.35 * per(during(sold, 0, 18).length, 18))
  expect(during(sold, back, back + 4).length).toBeGreaterThan(10)
})

test('the bad lot does harm until it is quarantined and recalled', () => {
  const [recall, ...more] = of('batch.recalled')
  const lot = recall?.data.lot
  expect(more).toEqual([])
  const harmed = of('adverse_event.reported').filter(({ data }) => data.lot === lot)
  const worn = of('patch.applied').filter(({ data }) => data.lot === lot)
  const others = of('patch.applied').length - worn.length
  expect(harmed.length).toBeGreaterThan(15)
  const usual = (of('adverse_event.reported').length - harmed.length) / others
  expect(harmed.length / worn.length).toBeGreaterThan(8 * usual)

  const quarantined = of('batch.quarantined').find(({ data }) => data.lot === lot)
  expect(quarantined && dayOfEvent(quarantined)).toBe(storyDays.quarantine[0])
  expect(recall && dayOfEvent(recall)).toBe(storyDays.recall[0])
  const since = (name: string, from: number) => during(of(name), from, 90).filter(({ data }) => data.lot === lot).length
  expect(since('inventory.sold', storyDays.quarantine[1])).toBe(0)
  expect(since('patch.applied', storyDays.recall[1])).toBe(0)
  expect(since('adverse_event.reported', storyDays.recall[1] + 6)).toBe(0)
})

test('owners of the recalled lot are warned, and those who read glucose are offered compensation', () => {
  const [recall] = of('batch.recalled')
  const warned = of('notification.sent').filter(({ data }) => data.template === 'recall-notice')
  expect(new Set(warned.map(({ data }) => data.medium))).toEqual(new Set(['sms', 'email']))
  expect(new Set(warned.map(({ user_id }) => user_id)).size).toBeGreaterThan(20)
  expect(during(warned, storyDays.recall[0], storyDays.recall[1])).toEqual(warned)
  const delivered = new Set(
    of('shipment.delivered').flatMap(({ user_id, data }) =>
      (data.lots as string[]).includes(recall?.data.lot as string) ? [user_id] : [],
    ),
  )
  expect(warned.filter(({ user_id }) => !delivered.has(user_id))).toEqual([])
  const amends = of('promotion.shown').filter(({ data }) => data.promotion_id === 'amends-15')
  expect(amends.length).toBeGreaterThan(20)
  expect(during(amends, ...storyDays.amends)).toEqual(amends)
})

test('thieves try stolen cards for two days: small amounts, high risk, declined or voided', () => {
  const tried = of('payment.initiated').filter(({ order_id }) => order_id === undefined)
  expect(tried.length).toBeGreaterThan(20)
  expect(during(tried, ...storyDays.cardTesting)).toEqual(tried)
  expect(new Set(tried.map(({ data }) => data.gateway))).toEqual(new Set([testedGateway]))
  expect(Math.min(...tried.map(({ data }) => data.risk_score as number))).toBeGreaterThan(0.85)
  const fraud = of('payment.failed').filter(({ data }) => data.decline_code === 'suspected_fraud')
  const dayOfFraud = per(during(fraud, ...storyDays.cardTesting).length, 2)
  expect(dayOfFraud).toBeGreaterThan(10 * per(fraud.length, 90))
  expect(of('payment.captured').filter(({ order_id }) => order_id === undefined)).toEqual([])
})

test('far too much of one product was bought, and it grows old on the shelves', () => {
  const counts = during(of('inventory.counted'), 88, 90)
  const ages = (slow: boolean) =>
    counts
      .filter(({ data }) => (data.product_id === slowSeller) === slow && data.received_on !== undefined)
      .map(({ data, occurred_at }) => (Date.parse(occurred_at) - Date.parse(data.received_on as string)) / day)
  expect(Math.min(...ages(true))).toBeGreaterThan(90)
  const young = ages(false).filter((age) => age <= 90)
  expect(young.length).toBeGreaterThan(0.9 * ages(false).length)
  expect(ages(false).filter((age) => age <= 30).length).toBeGreaterThan(10)
  expect(ages(false).filter((age) => age > 60).length).toBeGreaterThan(2)
})

test('the interest in sport follows the year', () => {
  expect(timeOfYear('Lumen Sport', Date.UTC(2026, 6, 15))).toBeCloseTo(1.35, 2)
  expect(timeOfYear('Lumen Sport', Date.UTC(2027, 0, 15))).toBeCloseTo(0.65, 2)
  expect(timeOfYear('Rivulet', Date.UTC(2026, 6, 15))).toBe(1)
})

test('the gateway fails for one day', () => {
  const [from, to] = storyDays.gatewayDown
  const successOn = (dayNumber: number) => {
    const on = (name: string) =>
      during(of(name), dayNumber, dayNumber + 1).filter(({ data }) => data.gateway === failingGateway).length
    return on('payment.captured') / (on('payment.captured') + on('payment.failed'))
  }
  const days = Array.from({ length: seasonDays }, (_, n) => successOn(n)).filter((rate) => !Number.isNaN(rate))
  const median = days.toSorted((a, b) => a - b)[days.length >> 1] as number
  expect(median).toBeGreaterThan(0.9)
  expect(successOn(from)).toBeLessThan(0.5 * median)
  const failed = of('payment.failed').filter(({ data }) => data.gateway === failingGateway)
  expect(during(failed, from, to).length).toBeGreaterThan(8 * per(failed.length, 90))
  expect(during(failed, from, to).filter(({ data }) => data.decline_code === 'gateway_timeout').length).toBeGreaterThan(
    4,
  )
  expect(during(failed, 0, from).filter(({ data }) => data.decline_code === 'gateway_timeout')).toEqual([])
})

test('a firmware drops readings until it is mended', () => {
  const [from, mended] = storyDays.badFirmware
  const bad = firmwareOn('glucose_patch', from).version
  const readings = of('telemetry.read').filter(({ data }) => data.device_type === 'glucose_patch')
  const days = of('patch.day_recorded').filter(({ data }) => data.device_type === 'glucose_patch')
  const running = (list: ClientEvent[], is: boolean) => list.filter(({ data }) => (data.firmware === bad) === is)
  const readingsPerDay = (is: boolean) => running(readings, is).length / running(days, is).length
  expect(readingsPerDay(true)).toBeLessThan(0.75 * readingsPerDay(false))
  const adherence = (list: ClientEvent[]) => sum(list.map(({ data }) => data.valid_patch_days as number)) / list.length
  expect(adherence(running(days, true))).toBeLessThan(adherence(running(days, false)) - 0.15)
  const updated = of('device.firmware_updated').filter(({ data }) => data.device_type === 'glucose_patch')
  expect(during(updated, from, mended).length).toBeGreaterThan(40)
  expect(during(running(readings, true), mended + 7, 90)).toEqual([])
})

test('the promotion weekend brings visitors, redemptions and orders', () => {
  const offered = (event: ClientEvent) => promotionWeekend(Date.parse(event.occurred_at), openedAt)
  const hours = 56
  const hourly = (list: ClientEvent[]) => per(list.filter(offered).length, hours)
  const usual = (list: ClientEvent[]) => per(during(list, 65, 79).length, 14 * 24)
  expect(hourly(of('session.started'))).toBeGreaterThan(1.3 * usual(of('session.started')))
  expect(hourly(of('promotion.redeemed'))).toBeGreaterThan(5 * usual(of('promotion.redeemed')))
  expect(events.filter((event) => event.context?.campaign === 'weekend-offer' && !offered(event)).length).toBeLessThan(
    events.filter((event) => event.context?.campaign === 'weekend-offer').length,
  )
})

function onTime({ occurred_at, data }: ClientEvent): boolean {
  const eta = data.eta as string
  return Date.parse(occurred_at) <= Date.parse(eta.length === 10 ? `${eta}T23:59:59Z` : eta)
}
