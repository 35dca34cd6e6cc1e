import { expect, test } from 'vitest'
import { funnelLimits } from './funnel-limits.ts'

test('the limits around one event expected are quantiles moved between whole numbers', () => {
  // e⁻¹ = 0.367879 for none. P(≤ 2) = 0.919699 and P(≤ 3) = 0.981012, so 0.975 lies at 3 − 0.006012 / 0.061313
  const { low, high } = funnelLimits(0.01, 100, 0.95)
  expect(high).toBeCloseTo((3 - 0.006012 / 0.061313) / 100, 6)
  // 0.025 lies below none: 0 − (0.367879 − 0.025) / 0.367879 is less than nothing
  expect(low).toBe(0)
})

test('they close in on the target like one over the root of the exposure', () => {
  const { low, high } = funnelLimits(0.1, 1_000_000, 0.95)
  const deviation = Math.sqrt(0.1 / 1_000_000)
  expect(high).toBeCloseTo(0.1 + 1.96 * deviation, 5)
  expect(low).toBeCloseTo(0.1 - 1.96 * deviation, 5)
})

test('those of 99.8 % lie outside of those of 95 %', () => {
  const [inner, outer] = [0.95, 0.998].map((coverage) => funnelLimits(0.05, 400, coverage)) as [Limits, Limits]
  expect(outer.high).toBeGreaterThan(inner.high)
  expect(outer.low).toBeLessThan(inner.low)
})

type Limits = ReturnType<typeof funnelLimits>

test('without any events expected there are none to be seen', () => {
  expect(funnelLimits(0, 50, 0.95)).toEqual({ low: 0, high: 0 })
})
