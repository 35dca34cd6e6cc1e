import { expect, test } from 'vitest'
import { isAdditive } from './additive.ts'
import { loadMeasures } from './catalogue.ts'

test('sums and counts of what happens once add up; ratios, levels, quantiles and persons do not', async () => {
  const measures = await loadMeasures()
  const additive = [...measures.values()].filter(isAdditive).map(({ id }) => id)
  expect(additive).toEqual(
    expect.arrayContaining([
      'gmv',
      'orders',
      'items_sold',
      'payments_captured',
      'refund_amount',
      'shipments_delivered',
      'readings',
    ]),
  )
  for (const other of [
    'aov',
    'stock_on_hand',
    'mrr',
    'sessions',
    'unique_purchasers',
    'dau',
    'payment_latency_p95',
    'conversion_rate',
    'risk_score_distribution',
    'events_received',
    'active_devices',
    'days_of_cover',
  ]) {
    expect(additive, other).not.toContain(other)
  }
})
