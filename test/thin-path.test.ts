import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stopAndClean())

const order = (id: string, price: number) => ({
  type: 'order',
  action: 'placed',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'shop',
  order_id: id,
  user_id: 'user-1',
  idempotency_key: `order:${id}`,
  data: { currency: 'EUR', items: [{ product_id: 'p1', quantity: 2, unit_price: price }] },
})

test('an event becomes a number', async () => {
  expect((await service.call('POST', '/analytics/ingest', order('o-1', 10.05))).body).toMatchObject({
    status: 'accepted',
  })
  expect((await service.call('POST', '/analytics/ingest', order('o-2', 1.1))).status).toBe(202)
  await service.settled()
  const query = { metrics: ['gmv', 'orders', 'aov'], from: '2026-10-01', to: '2026-11-01', granularity: 'day' }
  const { status, body } = await service.call('POST', '/analytics/query', query)
  expect(status).toBe(200)
  expect(body.rows).toEqual([{ time: '2026-10-01', gmv: 22.3, orders: 2, aov: 11.15 }])
  expect(body.totals).toEqual({ gmv: 22.3, orders: 2, aov: 11.15 })
  expect(body.meta).toMatchObject({ currency: 'EUR', source: 'rollup' })
})

test('the same key counts once; another payload under it is a conflict that names the paths', async () => {
  const again = await service.call('POST', '/analytics/ingest', order('o-1', 10.05))
  expect(again.body.status).toBe('duplicate')
  const other = await service.call('POST', '/analytics/ingest', order('o-1', 11))
  expect(other.status).toBe(409)
  expect(other.body.code).toBe('idempotency_conflict')
  expect(other.body.errors.map((it: { path: string }) => it.path)).toEqual(['/data/items/0/unit_price'])
})
