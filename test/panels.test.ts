import { expect, test } from 'vitest'
import { startServiceForTest } from './service.ts'

const order = (number: number, currency = 'EUR') => ({
  type: 'order',
  action: 'placed',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'panels',
  order_id: `o-${number}`,
  idempotency_key: `panels-${number}`,
  data: { currency, items: [{ product_id: 'p', quantity: 1, unit_price: 10 }] },
})
const query = { metrics: ['gmv'], from: '2026-10-01', to: '2026-10-02' }

test('a panel is worked out once for many viewers, and anew when there is news, another rate, or a viewer who says so', async () => {
  const service = await startServiceForTest()
  const ask = async (headers = {}) => (await service.call('POST', '/analytics/query', query, headers)).body
  await service.send([order(1), order(2, 'USD')])
  await service.settled()
  const rate = (value: string) =>
    service.call('PUT', '/analytics/exchange-rates', {
      rates: [{ currency: 'USD', valid_from: '2026-01-01T00:00:00Z', rate: value }],
    })
  await rate('0.5')

  const viewers = await Promise.all(Array.from({ length: 20 }, () => ask()))
  expect(viewers.map(({ totals }) => totals)).toEqual(Array(20).fill({ gmv: 15 }))
  expect(viewers.filter(({ meta }) => !meta.cached).length).toBeLessThan(5)

  await rate('0.8')
  expect((await ask()).totals).toEqual({ gmv: 18 })
  await service.send([order(3)])
  await service.settled()
  expect((await ask()).totals).toEqual({ gmv: 28 })

  const anew = await Promise.all([ask({ 'cache-control': 'no-cache' }), ask({ 'cache-control': 'no-cache' })])
  expect(anew.map(({ meta }) => meta.cached)).toEqual([undefined, undefined])
  const metrics = (await service.call('GET', '/metrics')).body
  expect(metrics).toMatch(/pocm_panel_answers_total\{from="(joined|shelf)"\} [1-9]/)
})
