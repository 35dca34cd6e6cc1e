import { expect, test } from 'vitest'
import { rateRatio } from './rate-ratio.ts'

test("it is the one in R's documentation of poisson.test", () => {
  const ratio = rateRatio({ events: 11, exposure: 800 }, { events: 6 + 8 + 7, exposure: 1083 + 1050 + 878 })
  expect(ratio?.value).toBeCloseTo(1.971488, 6)
  expect(ratio?.low).toBeCloseTo(0.8584264, 6)
  expect(ratio?.high).toBeCloseTo(4.2772659, 6)
})

test('against nothing it has a low end alone', () => {
  // Given all three events, the share p of the first has P(3 of 3) = p³ = 0.025.
  const share = 0.025 ** (1 / 3)
  const ratio = rateRatio({ events: 3, exposure: 10 }, { events: 0, exposure: 20 })
  expect(ratio?.low).toBeCloseTo((share / (1 - share)) * 2, 9)
  expect(ratio?.high).toBe(Number.POSITIVE_INFINITY)
})

test('there is none without events or exposure', () => {
  expect(rateRatio({ events: 0, exposure: 5 }, { events: 0, exposure: 5 })).toBeNull()
  expect(rateRatio({ events: 2, exposure: 0 }, { events: 2, exposure: 5 })).toBeNull()
})

/** Quantiles of the beta distribution worked out with 40 digits (mpmath: betainc, findroot). */
test.each([
  [1_000, 1_000, 0.9151605121929253, 1.092704489187127],
  [2, 100_000_000, 2.422092752041524e-9, 7.224687856457646e-8],
])('the limits of %i events against %i are right to six digits', (events, others, low, high) => {
  const ratio = rateRatio({ events, exposure: 10 }, { events: others, exposure: 10 })
  expect(Math.abs((ratio?.low ?? 0) / low - 1)).toBeLessThan(1e-6)
  expect(Math.abs((ratio?.high ?? 0) / high - 1)).toBeLessThan(1e-6)
})
