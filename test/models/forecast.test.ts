import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'

/** The length of a day; the history ends with the day on which the test runs. */
const dayMs = 86_400_000
const week = [4, 6, 8, 6, 4, 12, 2]
/** Whole weeks, and enough of them for three ahead on whichever day of the week the test runs. */
const historyDays = 23 * 7
const today = new Date(Math.floor(Date.now() / dayMs) * dayMs)
const dayBefore = (days: number) => new Date(today.getTime() - days * dayMs).toISOString().slice(0, 10)

const order = (daysAgo: number, items: readonly object[]) => ({
  ...{ type: 'order', action: 'placed', producer: 'test', order_id: randomUUID(), user_id: 'u' },
  occurred_at: new Date(today.getTime() - daysAgo * dayMs + 60_000).toISOString(),
  data: { currency: 'EUR', items },
})
const item = (product_id: string, quantity: number) => ({ product_id, quantity, unit_price: 10 })

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  const regular = Array.from({ length: historyDays }, (_, index) => {
    const daysAgo = historyDays - index
    return order(daysAgo, [item('regular', week[index % 7] as number)])
  })
  const slow = Array.from({ length: 14 }, (_, index) => order(140 - 10 * index, [item('slow', 5)]))
  const young = Array.from({ length: 8 }, (_, index) => order(8 - index, [item('young', 3)]))
  // Of today, which is not over: a thousand pieces that must not count.
  await service.send([...regular, ...slow, ...young, order(0, [item('regular', 1_000)])])
  await service.settled()
})
afterAll(() => service.stopAndClean())

const forecast = (body: object, headers = {}) => service.call('POST', '/analytics/forecast', body, headers)

test('a planted week is found, by whole past days alone', async () => {
  const { status, body } = await forecast({
    metric: 'items_sold',
    filters: { product_id: 'regular' },
    horizon_days: 14,
  })
  expect(status).toBe(200)
  expect(body.points.map(({ value }: { value: number }) => Math.round(value))).toEqual([...week, ...week])
  expect(body.points.map(({ time }: { time: string }) => time)).toEqual(
    Array.from({ length: 14 }, (_, step) => dayBefore(-step)),
  )
  expect(body.meta).toMatchObject({ history_from: dayBefore(historyDays), history_to: dayBefore(0), currency: 'EUR' })
  expect(body.model).toMatchObject({ name: 'demand_forecast' })
  expect(body.backtest.coverage).toBe(1)
  // Yesterday was the last day of the planted week, and would have been told.
  expect(body.past.at(-1).time).toBe(dayBefore(1))
  expect(body.past.slice(-7).map(({ value }: { value: number }) => Math.round(value))).toEqual(week)
})

test('money and weeks are forecast too', async () => {
  const { body } = await forecast({
    metric: 'gmv',
    filters: { product_id: 'regular' },
    granularity: 'week',
    horizon_days: 14,
  })
  expect(body.points.length).toBeGreaterThanOrEqual(2)
  for (const { time, value } of body.points) {
    expect(new Date(time).getUTCDay()).toBe(1)
    expect(Math.abs(value - 420)).toBeLessThan(120)
  }
})

test('a slow mover gets its rate', async () => {
  const { body } = await forecast({ metric: 'items_sold', filters: { product_id: 'slow' }, horizon_days: 14 })
  const total = body.points.reduce((sum: number, { value }: { value: number }) => sum + value, 0)
  expect(total).toBeGreaterThan(2)
  expect(total).toBeLessThan(14)
  expect(body.points.every(({ lower }: { lower: number }) => lower >= 0)).toBe(true)
})

test('what is too young, or never happened, is refused with how much is needed', async () => {
  expect(await forecast({ metric: 'items_sold', filters: { product_id: 'young' }, horizon_days: 14 })).toMatchObject({
    status: 422,
    body: { code: 'not_enough_data', detail: '32 periods are needed for 14 ahead, and there are 8.' },
  })
  expect(await forecast({ metric: 'refunds' })).toMatchObject({ status: 422, body: { code: 'not_enough_data' } })
})

test('a measure whose days do not add up is refused with those that do', async () => {
  for (const metric of ['aov', 'stock_on_hand', 'unique_purchasers', 'payment_latency_p95']) {
    const { status, body } = await forecast({ metric })
    expect([status, body.code, body.errors[0].path]).toEqual([422, 'invalid_request', '/metric'])
    expect(body.detail).toContain('items_sold')
  }
  expect(await forecast({ metric: 'nothing' })).toMatchObject({ status: 422, body: { code: 'unknown_metric' } })
})

test('the model behind the gateway says the same of the same series, and is on the list', async () => {
  const history = Array.from({ length: 140 }, (_, index) => week[index % 7] as number)
  const { status, body } = await service.call('POST', '/analytics/ml/predict', {
    ...{ model_name: 'demand_forecast', id: 'a', outputs: [{ name: 'value' }, { name: 'coverage' }] },
    inputs: [
      { name: 'history', datatype: 'FP64', shape: [140], data: history },
      { name: 'horizon', datatype: 'INT32', shape: [1], data: [14] },
    ],
  })
  expect(status).toBe(200)
  const [value, coverage] = body.outputs
  expect(value.data.map(Math.round)).toEqual([...week, ...week])
  expect(coverage).toMatchObject({ name: 'coverage', data: [1] })
  const { models } = (await service.call('GET', '/analytics/ml/models')).body
  expect(models).toContainEqual(expect.objectContaining({ name: 'demand_forecast', platform: 'pocm', state: 'ready' }))
})
