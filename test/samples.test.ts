import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
  await service.send([
    payment('captured', 1, 'ES'),
    payment('captured', 2, 'FR'),
    payment('failed', 3, 'ES'),
    payment('voided', 4, 'ES'),
    { ...order, occurred_at: '2026-10-01T12:00:05Z', order_id: 'o1' },
    { ...counted, occurred_at: '2026-10-01T12:00:06Z' },
    { ...harm, occurred_at: '2026-10-01T12:00:07Z' },
  ])
  await service.settled()
})
afterAll(() => service.stopAndClean())

const payment = (action: string, second: number, country: string) => ({
  type: 'payment',
  action,
  occurred_at: `2026-10-01T12:00:0${second}Z`,
  producer: 'samples',
  context: { country },
  data: { payment_id: `p${second}`, gateway: 'stripe', method: 'card', amount: 5, currency: 'EUR' },
})
const order = {
  type: 'order',
  action: 'placed',
  producer: 'samples',
  data: {
    currency: 'EUR',
    items: [
      { product_id: 'p1', quantity: 1, unit_price: 1 },
      { product_id: 'p2', quantity: 1, unit_price: 1 },
    ],
  },
}
const counted = {
  type: 'inventory',
  action: 'counted',
  producer: 'samples',
  data: { product_id: 'p1', warehouse_id: 'w1', on_hand: 4 },
}
const harm = {
  type: 'adverse_event',
  action: 'reported',
  producer: 'samples',
  data: { report_id: 'r1', severity: 'mild', narrative: 'a rash' },
}

const ask = async (metric: string, more: object = {}) => {
  const asked = { metric, from: '2026-10-01', to: '2026-10-02', ...more }
  return (await service.call('POST', '/analytics/samples', asked)).body
}
const names = ({ events }: { events: { type: string; action: string }[] }) =>
  events.map(({ type, action }) => `${type}.${action}`)
const counts = ({ sums }: { sums: { name: string; count: number }[] }) => sums.map(({ name, count }) => [name, count])

test('a rate shows the events of both its sides, newest first, and how many there are', async () => {
  const answer = await ask('payment_success_rate')
  expect(names(answer)).toEqual(['payment.failed', 'payment.captured', 'payment.captured'])
  expect(counts(answer)).toEqual([
    ['payments_captured.captured', 2],
    ['payments_failed.failed', 1],
  ])
  expect(answer.sums[0].definition).toBe("countIf(type IN ('payment') AND action IN ('captured'))")
})

test('filters, the range and the limit hold', async () => {
  expect(names(await ask('payment_success_rate', { filters: { country: 'ES' } }))).toHaveLength(2)
  expect(names(await ask('payment_success_rate', { limit: 1 }))).toEqual(['payment.failed'])
  expect(names(await ask('payment_success_rate', { to: '2026-10-01T12:00:02Z' }))).toEqual(['payment.captured'])
})

test('an order of several lines is one event', async () => {
  const answer = await ask('gmv', { filters: { product_id: ['p1', 'p2'] } })
  expect(names(answer)).toEqual(['order.placed'])
  expect(counts(answer)).toEqual([['gmv.value', 1]])
})

test('a level shows what set it', async () => {
  expect(names(await ask('stock_on_hand'))).toEqual(['inventory.counted'])
})

test('what is protected is masked', async () => {
  expect((await ask('adverse_events')).events[0].data.narrative).toBe('•••')
})

test('what the service records of itself has no events', async () => {
  expect(await ask('events_received')).toMatchObject({ events: [], sums: [] })
})

test('an unknown measure, or a filter that it does not allow, is refused', async () => {
  expect(await ask('nonsense')).toMatchObject({ status: 422, code: 'unknown_metric' })
  expect(await ask('orders', { filters: { severity: 'mild' } })).toMatchObject({ code: 'dimension_not_allowed' })
})
