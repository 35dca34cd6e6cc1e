import { expect, test } from 'vitest'
import type { ForecastResult } from '../../statistics/forecast/forecast.ts'
import { confidenceOf, planShelf } from './plan.ts'

const terms = { service_level: 0.95, lead_time_days: 4, cover_days: 6 }
const today = '2026-10-01'
/** Five units a day for ten days, with intervals three units wide above. */
const forecast: ForecastResult = {
  method: 'ets',
  points: Array.from({ length: 10 }, () => ({ value: 5, lower: 2, upper: 8 })),
  backtest: { mase: 0.8, naiveMase: 1, coverage: 0.9, folds: 7, told: [] },
}
const tooFew: ForecastResult = { reason: 'too few' }

test('the reorder point is demand over the lead time and the root of the sum of squared reaches', () => {
  // 4 days × 5 units; √(4 × 3²) = 6
  const plan = planShelf(26, [], forecast, terms, today)
  expect(plan).toMatchObject({
    expected_demand: 20,
    safety_stock: 6,
    reorder_point: 26,
    method: 'ets',
    confidence: 0.9,
  })
  // Up to 10 days × 5 units + 6
  expect(plan.order_quantity).toBe(30)
  // 5, 10, … 25 are gone at the end of the 5th of October; the last unit goes on the 6th.
  expect(plan.stockout_on).toBe('2026-10-06')
})

test.each([
  [27, 0, '2026-10-06'],
  [25, 31, '2026-10-05'],
  [0, 56, '2026-10-01'],
  [-3, 59, '2026-10-01'],
  // After the forecast demand continues as in its last week: 12 days of 5 units.
  [60, 0, '2026-10-12'],
  [5_000, 0, null],
])('with %s units on hand %s are ordered, and nothing is left on %s', (onHand, quantity, day) => {
  const { order_quantity, stockout_on } = planShelf(onHand, [], forecast, terms, today)
  expect([order_quantity, stockout_on]).toEqual([quantity, day])
})

test('without a forecast the days so far give mean and spread, from two weeks on', () => {
  const demand = Array.from({ length: 14 }, (_, index) => (index % 2 === 0 ? 4 : 6))
  const plan = planShelf(100, demand, tooFew, terms, today)
  // Mean 5; variance 14 / 13; 1.6449 × √(4 × 14 / 13) = 3.41
  expect(plan).toMatchObject({
    expected_demand: 20,
    safety_stock: 4,
    reorder_point: 24,
    confidence: null,
    method: 'average',
  })
  const none = planShelf(100, demand.slice(1), tooFew, terms, today)
  expect(none).toMatchObject({ expected_demand: null, reorder_point: null, order_quantity: null, method: null })
  expect(none.reason).toBe('sales of 14 days are needed, and there are 13')
})

test('a higher service level asks for wider intervals, within what can be predicted', () => {
  expect(confidenceOf(0.75)).toBe(0.5)
  expect(confidenceOf(0.95)).toBeCloseTo(0.9, 12)
  expect(confidenceOf(0.99)).toBeCloseTo(0.98, 12)
})
