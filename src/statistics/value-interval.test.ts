import { expect, test } from 'vitest'
import { expectedPurchases, probabilityAlive } from './bg-nbd.ts'
import { expectedValue } from './gamma-gamma.ts'
import { valueInterval } from './value-interval.ts'

const model = {
  ...{ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426, p: 6.25, q: 3.74, v: 15.44 },
  ...{ customers: 2357, logLikelihood: -9582.4, converged: true },
}
const customer = { repeats: 8, recency: 36, age: 38.86, meanValue: 30 }

test('the interval of a customer holds what is expected, and is the same each time', () => {
  const alive = probabilityAlive(model, customer)
  const interval = valueInterval(model, customer, alive, 39, 4_000)
  const expected = expectedPurchases(model, customer, 39) * expectedValue(model, customer)
  expect(interval.low).toBeLessThan(expected)
  expect(interval.high).toBeGreaterThan(expected)
  expect(valueInterval(model, customer, alive, 39, 4_000)).toEqual(interval)
})

test('who has left for certain spends nothing', () => {
  expect(valueInterval(model, customer, 0, 39, 400)).toEqual({ low: 0, high: 0 })
})
