import { expect, test } from 'vitest'
import { openRandom } from '../random.ts'
import { compareErrors } from './compare-errors.ts'
import { judgePredictions, type Prediction } from './judge-predictions.ts'
import { stabilityIndex } from './stability-index.ts'

const told = (value: number, observed: number | null, reach: number | null = null): Prediction => ({
  ...{ value, observed },
  lower: reach === null ? null : value - reach,
  upper: reach === null ? null : value + reach,
})

test('errors, bias and coverage are those worked out by hand; what is open counts in none', () => {
  const quality = judgePredictions([told(10, 12, 1), told(20, 17, 5), told(30, 30, 5), told(40, null, 5)])
  expect(quality).toMatchObject({ predictions: 4, observed: 3, intervals: 3 })
  expect(quality.mae).toBeCloseTo(5 / 3, 12)
  expect(quality.bias).toBeCloseTo(1 / 3, 12)
  expect(quality.coverage).toBeCloseTo(2 / 3, 12)
  expect(quality).toMatchObject({ brier: null, base_brier: null, calibration: [], drift: null })
  expect(judgePredictions([])).toMatchObject({ predictions: 0, mae: null, coverage: null, brier: null })
})

test('planted probabilities are found to be calibrated, and exaggerated ones not', () => {
  const random = openRandom('probabilities')
  const drawn = Array.from({ length: 5_000 }, () => {
    const probability = random.next()
    return { probability, observed: random.next() < probability ? 1 : 0 }
  })
  const fair = judgePredictions(drawn.map(({ probability, observed }) => told(probability, observed)))
  expect(fair.calibration).toHaveLength(10)
  for (const { predicted, observed } of fair.calibration) expect(Math.abs(predicted - observed)).toBeLessThan(0.06)
  // ∫ p (1 − p) dp = 1/6, and of the share 1/2 that happens 1/4.
  expect(fair.brier).toBeCloseTo(1 / 6, 1)
  expect(fair.base_brier).toBeCloseTo(1 / 4, 2)
  const bold = judgePredictions(
    drawn.map(({ probability, observed }) => told(probability < 0.5 ? 0.01 : 0.99, observed)),
  )
  expect(bold.calibration[0]?.predicted).toBeCloseTo(0.01, 12)
  expect(bold.calibration[0]?.observed).toBeGreaterThan(0.2)
})

test('a shift of the predictions is drift, and more of the same is none', () => {
  const random = openRandom('drift')
  const draw = (mean: number) => Array.from({ length: 500 }, () => mean + random.normal())
  expect(stabilityIndex(draw(0), draw(0))).toBeLessThan(0.1)
  expect(stabilityIndex(draw(0), draw(1.5))).toBeGreaterThan(0.25)
  expect(stabilityIndex(draw(0).slice(0, 49), draw(0))).toBeNull()
  expect(stabilityIndex(new Array(60).fill(1), draw(0))).toBeNull()
  // Earlier 60 of 1 and 40 of 2, later the other way: 2 · 0.2 · ln 1.5.
  const mixed = (ones: number) => [...new Array(ones).fill(1), ...new Array(100 - ones).fill(2)]
  expect(stabilityIndex(mixed(60), mixed(40))).toBeCloseTo(0.4 * Math.log(1.5), 12)
})

test('paired errors are compared with their interval', () => {
  expect(compareErrors(new Array(9).fill(-1))).toBeNull()
  // Mean −1, variance 10/9 of ten: ± 1.959964 · √(1/9).
  const interval = compareErrors([-2, 0, -2, 0, -2, 0, -2, 0, -2, 0])
  expect(interval?.value).toBe(-1)
  expect(interval?.low).toBeCloseTo(-1 - 1.959964 / 3, 6)
  expect(interval?.high).toBeCloseTo(-1 + 1.959964 / 3, 6)
})
