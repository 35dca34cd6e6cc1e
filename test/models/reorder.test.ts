import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'

/** The service reads the clock of the machine: the history ends with the day on which the test runs. */
const dayMs = 86_400_000
const days = 140
let today: number
let service: Awaited<ReturnType<typeof startService>>
const at = (daysAgo: number, ms = 60_000) => new Date(today - daysAgo * dayMs + ms).toISOString()

const stock = (action: string, warehouse_id: string, product_id: string, daysAgo: number, data: object) => ({
  ...{ type: 'inventory', action, producer: 'wms', occurred_at: at(daysAgo) },
  idempotency_key: `${action} ${product_id} ${warehouse_id} ${daysAgo}`,
  data: { product_id, warehouse_id, ...data },
})
const order = (daysAgo: number, product_id: string, quantity: number) => ({
  ...{
    type: 'order',
    action: 'placed',
    producer: 'shop',
    occurred_at: at(daysAgo),
    order_id: `${product_id} ${daysAgo}`,
  },
  idempotency_key: `order ${product_id} ${daysAgo}`,
  data: { currency: 'EUR', items: [{ product_id, quantity, unit_price: 10 }] },
})
const past = Array.from({ length: days }, (_, index) => days - index)

beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  today = Math.floor(Date.now() / dayMs) * dayMs
  await service.send([
    // Five a day leave Madrid, one a day Porto; of each the last count says what is left.
    ...past.map((daysAgo) => stock('sold', 'madrid', 'patch', daysAgo, { quantity: 5 })),
    ...past.map((daysAgo) => stock('sold', 'porto', 'patch', daysAgo, { quantity: 1 })),
    stock('counted', 'madrid', 'patch', 1, {
      on_hand: 60,
      reorder_point: 40,
      unit_cost: 3,
      currency: 'EUR',
    }),
    stock('counted', 'porto', 'patch', 1, { on_hand: 500 }),
    // Orders of what no warehouse says that it left: three a day, shared by what is on hand.
    ...past.map((daysAgo) => order(daysAgo, 'sensor', 3)),
    stock('counted', 'madrid', 'sensor', 1, { on_hand: 200 }),
    stock('counted', 'porto', 'sensor', 1, { on_hand: 100 }),
    // Too young to be included.
    ...past.slice(-9).map((daysAgo) => stock('sold', 'madrid', 'young', daysAgo, { quantity: 2 })),
    stock('counted', 'madrid', 'young', 1, { on_hand: 4 }),
    // Sold out for twenty days.
    ...past.slice(0, -20).map((daysAgo) => stock('sold', 'lyon', 'patch', daysAgo, { quantity: 2 })),
    stock('counted', 'lyon', 'patch', 20, { on_hand: 0 }),
    // Of today, which is not over.
    stock('sold', 'madrid', 'patch', 0, { quantity: 900 }),
  ])
  await service.settled()
})
afterAll(() => service.stopAndClean())

const reorder = async (body: object = {}) => {
  const { status, body: answer } = await service.call('POST', '/analytics/reorder', body)
  expect(status, JSON.stringify(answer)).toBe(200)
  const line = (product: string, warehouse: string) =>
    answer.lines.find(
      (it: { product_id: string; warehouse_id: string }) => it.product_id === product && it.warehouse_id === warehouse,
    )
  return { answer, line }
}

test('a shelf that will not last its lead time is ordered first, up to what covers the days after it', async () => {
  const { answer, line } = await reorder({ lead_time_days: 14, cover_days: 28 })
  expect(line('patch', 'madrid')).toMatchObject({
    // 14 and 42 days of 5 units, which never erred.
    ...{ on_hand: 60, expected_demand: 70, safety_stock: 0, reorder_point: 70, order_quantity: 150 },
    ...{ stockout_on: at(-11).slice(0, 10), recorded_reorder_point: 40, unit_cost: 3, currency: 'EUR', reason: null },
  })
  expect(line('patch', 'porto')).toMatchObject({ expected_demand: 14, order_quantity: 0, stockout_on: null })
  expect(answer.lines.slice(0, 2).map((it: { warehouse_id: string }) => it.warehouse_id)).toEqual(['lyon', 'madrid'])
  expect(answer.meta.history_to).toBe(at(0).slice(0, 10))
})

test('a shelf that is empty is planned by what it sold while it was not', async () => {
  const { line } = await reorder({ lead_time_days: 14, cover_days: 28 })
  expect(line('patch', 'lyon')).toMatchObject({ on_hand: 0, expected_demand: 28, order_quantity: 84 })
  expect(line('patch', 'lyon').stockout_on).toBe(at(0).slice(0, 10))
})

test('orders of a product without warehouse events are shared by stock on hand', async () => {
  const { line } = await reorder({ lead_time_days: 10 })
  expect(line('sensor', 'madrid').expected_demand).toBeCloseTo(20, 6)
  expect(line('sensor', 'porto').expected_demand).toBeCloseTo(10, 6)
})

test('of a product with too short a history nothing is advised, and the answer says why', async () => {
  const { line } = await reorder()
  expect(line('young', 'madrid')).toMatchObject({ on_hand: 4, order_quantity: null, reorder_point: null, method: null })
  expect(line('young', 'madrid').reason).toContain('14 days')
})

test('filters narrow it, and what does not fit is refused', async () => {
  const { answer } = await reorder({ filters: { warehouse_id: 'porto' } })
  expect(new Set(answer.lines.map((it: { warehouse_id: string }) => it.warehouse_id))).toEqual(new Set(['porto']))
  for (const wrong of [
    { service_level: 1 },
    { lead_time_days: 0 },
    { filters: { gateway: 'stripe' } },
    { unknown: 1 },
  ]) {
    expect((await service.call('POST', '/analytics/reorder', wrong)).status, JSON.stringify(wrong)).toBe(422)
  }
})
