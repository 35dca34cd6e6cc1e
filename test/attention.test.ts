import { expect, test } from 'vitest'
import type { AttentionItem } from '../src/attention/answer.ts'
import { openToPrivate, stateOf, wish } from './alert-story.ts'
import { startServiceForTest, type TestService, until } from './service.ts'

/** The service reads the clock of the machine: what needs attention, needs it now. */
const dayMs = 86_400_000
const at = (daysAgo: number) => new Date(Date.now() - daysAgo * dayMs).toISOString()
const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index))

const payments = (daysAgo: number, gateway: string, captured: number, failed: number) =>
  times(captured + failed, (index) => ({
    ...{
      type: 'payment',
      action: index < captured ? 'captured' : 'failed',
      producer: 'shop',
      occurred_at: at(daysAgo),
    },
    idempotency_key: `${gateway} ${daysAgo} ${index}`,
    data: { payment_id: `${gateway}-${daysAgo}-${index}`, gateway, method: 'card', amount: 9, currency: 'EUR' },
  }))
const orders = (daysAgo: number, count: number) =>
  times(count, (index) => ({
    ...{ type: 'order', action: 'placed', producer: 'shop', occurred_at: at(daysAgo), order_id: `${daysAgo}-${index}` },
    idempotency_key: `order ${daysAgo} ${index}`,
    data: { currency: 'EUR', items: [{ product_id: 'patch', quantity: 1, unit_price: 9 }] },
  }))
const batch = (action: string, lot: string, daysAgo: number) => ({
  ...{ type: 'batch', action, producer: 'mes', occurred_at: at(daysAgo), idempotency_key: `${action} ${lot}` },
  data: { lot, product_id: 'patch', ...(action === 'produced' ? { units_produced: 100 } : {}) },
})
const stock = (action: string, daysAgo: number, data: object) => ({
  ...{ type: 'inventory', action, producer: 'wms', occurred_at: at(daysAgo) },
  idempotency_key: `${action} ${daysAgo}`,
  data: { product_id: 'patch', warehouse_id: 'madrid', ...data },
})
/** Before all that is compared, so that the week before is whole. */
const beginning = payments(40, 'stripe', 1, 0)
const even = [...beginning, ...payments(10, 'stripe', 95, 5), ...payments(3, 'stripe', 95, 5)]

const attention = async (service: TestService, headers = {}) => {
  const { status, body } = await service.call('GET', '/analytics/attention', undefined, headers)
  expect(status, JSON.stringify(body)).toBe(200)
  return body as { items: AttentionItem[]; left_out: string[] }
}

test('where nothing changed beyond noise, nothing needs attention', async () => {
  const service = await startServiceForTest()
  expect(await attention(service)).toMatchObject({ items: [], left_out: ['figures'] })
  await service.send(even)
  await service.settled()
  expect(await attention(service)).toMatchObject({ items: [], left_out: [] })
})

test('planted faults are reported, the most urgent first', async () => {
  const service = await startServiceForTest(openToPrivate)
  await service.send([
    ...even,
    ...[payments(10, 'adyen', 95, 5), payments(3, 'adyen', 50, 50)].flat(),
    ...[orders(10, 200), orders(3, 100)].flat(),
    ...[batch('produced', 'L-1', 30), batch('recalled', 'L-1', 2)],
    ...times(60, (index) => stock('sold', 60 - index, { quantity: 5 })),
    stock('counted', 0.5, { on_hand: 20 }),
  ])
  await service.settled()
  const { status, body: alert } = await service.call('POST', '/analytics/alerts', {
    ...wish,
    ...{ name: 'Failed payments', metric: 'payments_failed', window: 'week', condition: { kind: 'above', value: 5 } },
  })
  expect(status, JSON.stringify(alert)).toBe(201)
  await until(async () => (await stateOf(service, alert.id)) === 'firing')

  const { items } = await attention(service)
  expect(items.map(({ kind }) => kind)).toEqual(['recalled', 'gateway', 'alert', 'stockout', 'figure'])
  const of = (kind: string) => items.find((it) => it.kind === kind)
  expect(of('recalled')).toMatchObject({ name: 'L-1', count: 1 })
  expect(of('gateway')).toMatchObject({ name: 'adyen', previous: 0.95, current: 0.5, n: 100 })
  expect(of('alert')).toMatchObject({ name: 'Failed payments', metric: 'payments_failed', current: 55, count: 1 })
  expect(of('stockout')).toMatchObject({ name: 'patch', place: 'madrid', current: 20, count: 1 })
  expect(Date.parse(of('stockout')?.at ?? '')).toBeGreaterThan(Date.now() - dayMs)
  // The success rate over all gateways is not reported beside the gateway that is at fault.
  expect(of('figure')).toMatchObject({ metric: 'orders', previous: 200, current: 100 })
})

test('rejected events are reported to an admin, and to no other', async () => {
  const service = await startServiceForTest()
  const { body } = await service.call('POST', '/analytics/api-keys', { name: 'reader', scopes: ['analytics:read'] })
  const reader = { authorization: `Bearer ${body.key}` }
  expect((await service.call('POST', '/analytics/ingest', { type: 'unheard_of' })).status).toBe(422)
  await until(async () => (await attention(service)).items.length === 1)
  expect((await attention(service)).items[0]).toMatchObject({ kind: 'rejections', count: 1, name: expect.any(String) })
  expect((await attention(service, reader)).items).toEqual([])
})
