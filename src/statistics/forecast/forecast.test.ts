import { expect, test } from 'vitest'
import { backtest, chooseMethod, conformalReach, errorsKnownAt } from './backtest.ts'
import { forecastSeries } from './forecast.ts'
import { crostonSba, isIntermittent, teunterSyntetosBabai } from './intermittent.ts'
import { autoEts, mstlEts, seasonalNaive } from './smooth.ts'

/** Numbers from 0 to 1 that look random and are the same each time (Park and Miller 1988). */
function openRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const series = (length: number, at: (index: number) => number) => Array.from({ length }, (_, it) => at(it))
const usual = { period: 7, horizon: 14, confidence: 0.8 }

test('Croston–SBA by hand: sizes 4, 6 and intervals 2, 3 with α = 0.1', () => {
  // size 4 → 4.2, interval 2 → 2.1; (1 − 0.05) × 4.2 / 2.1
  expect(crostonSba([0, 4, 0, 0, 6, 0])).toBeCloseTo(1.9, 12)
  expect(crostonSba([0, 0, 0])).toBe(0)
  expect(crostonSba([5, 5, 5])).toBeCloseTo(0.95 * 5, 12)
})

test('TSB by hand: the probability falls in each period without demand', () => {
  // 1/2, then 0.45, 0.405, 0.4645 with size 4.2, 0.41805
  expect(teunterSyntetosBabai([0, 4, 0, 0, 6, 0])).toBeCloseTo(0.41805 * 4.2, 12)
  expect(teunterSyntetosBabai([5, ...new Array(100).fill(0)])).toBeLessThan(0.001)
  expect(crostonSba([5, ...new Array(100).fill(0)])).toBeGreaterThan(4)
})

test('demand is intermittent from 1.32 periods between demands on', () => {
  expect(isIntermittent(series(132, (it) => (it < 100 ? 1 : 0)))).toBe(true)
  expect(isIntermittent(series(131, (it) => (it < 100 ? 1 : 0)))).toBe(false)
})

test('exponential smoothing follows a level and a line, and has its closed form', () => {
  expect(
    autoEts(
      series(60, (it) => 50 + 3 * it),
      3,
    )?.map(Math.round),
  ).toEqual([230, 233, 236])
  // A level that jumped once and then stayed is that level for any smoothing weight that has had time.
  for (const value of autoEts(
    series(80, (it) => (it < 30 ? 10 : 20) + (it % 2 === 0 ? 0.1 : -0.1)),
    5,
  ) ?? []) {
    expect(Math.abs(value - 20)).toBeLessThan(1)
  }
})

test('MSTL finds a week that was planted', () => {
  const week = [10, 20, 30, 40, 50, 90, 5]
  const values = series(140, (it) => week[it % 7] as number)
  const found = mstlEts(values, [7], 7)?.map((it) => Math.round(it))
  expect(found).toEqual(week)
  expect(seasonalNaive(values, 7, 9)).toEqual([...week, 10, 20])
})

test('with a week, a trend and noise the seasonal method beats the seasonal naive one, and intervals hold what they promise', () => {
  const random = openRandom(20_261_130)
  const values = series(
    420,
    (it) => 100 + it * 0.2 + ([0, 5, 10, 5, 0, 40, -20][it % 7] as number) + 12 * (random() - 0.5),
  )
  const result = forecastSeries({ values, ...usual })
  if ('reason' in result) throw new Error(result.reason)
  expect(result.method).toBe('mstl_ets')
  expect(result.backtest.mase).toBeLessThan(result.backtest.naiveMase as number)
  expect(result.backtest.folds).toBeGreaterThanOrEqual(4)
  expect(result.backtest.coverage).toBeGreaterThan(0.65)
  for (const [step, { value, lower, upper }] of result.points.entries()) {
    const truth = 100 + (420 + step) * 0.2 + ([0, 5, 10, 5, 0, 40, -20][(420 + step) % 7] as number)
    expect(Math.abs(value - truth)).toBeLessThan(8)
    expect(lower).toBeLessThan(value)
    expect(upper).toBeGreaterThan(value)
  }
})

test('a slow mover is foretold by a method for slow movers, at its rate, and never below 0', () => {
  const random = openRandom(7)
  const values = series(300, () => (random() < 0.15 ? 1 + Math.floor(4 * random()) : 0))
  const result = forecastSeries({ values, ...usual })
  if ('reason' in result) throw new Error(result.reason)
  expect(['croston_sba', 'tsb']).toContain(result.method)
  const rate = values.reduce((sum, it) => sum + it, 0) / 300
  expect(Math.abs((result.points[0]?.value ?? 0) - rate)).toBeLessThan(0.5 * rate)
  expect(result.points.every(({ lower }) => lower >= 0)).toBe(true)
})

test('too short, empty or for more confidence than there are errors: a reason and no number', () => {
  expect(forecastSeries({ values: series(20, () => 3), ...usual })).toEqual({
    reason: '32 periods are needed for 14 ahead, and there are 20',
  })
  expect(forecastSeries({ values: series(100, () => 0), ...usual })).toEqual({ reason: 'nothing has happened yet' })
  expect(
    forecastSeries({ values: series(20, (it) => it % 3), period: 1, horizon: 1, confidence: 0.99 }),
  ).toHaveProperty('reason')
})

test('a constant is foretold as it is, and has no scaled error', () => {
  const result = forecastSeries({ values: series(100, () => 5), ...usual })
  if ('reason' in result) throw new Error(result.reason)
  expect(result.points.map(({ value }) => Math.round(value * 1e4) / 1e4)).toEqual(series(14, () => 5))
  expect(result.backtest).toMatchObject({ mase: null, coverage: 1 })
})

test('nothing is judged by what was known later: a planted leak changes no choice and no interval before it', () => {
  const values = series(120, (it) => 50 + (it % 7))
  const origins = [60, 67, 74, 81]
  const methods = new Map([
    ['seasonal_naive', (past: readonly number[], horizon: number) => seasonalNaive(past, 7, horizon)],
    ['ets', (past: readonly number[], horizon: number) => new Array(horizon).fill(past.at(-1) as number)],
  ] as const)
  const options = { period: 7, horizon: 14, origins }
  const folds = backtest(values, methods, options)
  const leaked = backtest(
    values.map((it, index) => (index >= 74 ? 1_000 + 90 * index : it)),
    methods,
    options,
  )
  for (const method of ['seasonal_naive', 'ets'] as const) {
    expect(errorsKnownAt(leaked, method, 74)).toEqual(errorsKnownAt(folds, method, 74))
  }
  expect(errorsKnownAt(folds, 'ets', 74).length).toBe(14 + 7)
  expect(chooseMethod(leaked, ['seasonal_naive', 'ets'], 74)).toBe('seasonal_naive')
  const known = errorsKnownAt(leaked, 'ets', 74)
  expect(conformalReach(known, { step: 0, horizon: 14, confidence: 0.8 })).toBeLessThan(10)
})

test('the reach is the ⌈(n + 1) c⌉-th smallest error', () => {
  const known = [3, -1, 4, -2].map((error) => ({ step: 0, error }))
  expect(conformalReach(known, { step: 0, horizon: 6, confidence: 0.8 })).toBe(4)
  expect(conformalReach(known, { step: 0, horizon: 6, confidence: 0.6 })).toBe(3)
  expect(conformalReach(known, { step: 0, horizon: 6, confidence: 0.9 })).toBeUndefined()
})

test('what would have been told of the past is what is told of it where that is all that is known', () => {
  const random = openRandom(11)
  const values = series(110, (it) => 40 + 10 * Math.sin((2 * Math.PI * it) / 7) + 6 * random())
  const whole = forecastSeries({ values, ...usual })
  if ('reason' in whole) throw new Error(whole.reason)
  const { told, folds } = whole.backtest
  expect(new Set(told.map(({ index }) => index)).size).toBe(told.length)
  expect(told.at(-1)?.index).toBe(values.length - 1)
  const within = told.filter(({ index, lower, upper }) => {
    const value = values[index] as number
    return value >= lower && value <= upper
  })
  // Where origins do not overlap each value is judged once.
  expect(told.length).toBeLessThanOrEqual(folds * usual.horizon)
  expect(within.length / told.length).toBeGreaterThan(0.5)
  // What came after the last origin changes nothing that was told of it, nor of anything before.
  const later = values.map((value, index) => (index >= values.length - usual.horizon ? value + 500 : value))
  const changed = forecastSeries({ values: later, ...usual })
  if ('reason' in changed) throw new Error(changed.reason)
  for (const [at, point] of told.entries()) {
    const other = changed.backtest.told[at]
    expect(other?.index).toBe(point.index)
    for (const name of ['value', 'lower', 'upper'] as const) expect(other?.[name]).toBeCloseTo(point[name], 6)
  }
})

test.each([1, 2, 3])('a forecast of %d steps has intervals of 95 %, where the history is long enough', (horizon) => {
  const random = openRandom(7)
  const values = series(120, (it) => 100 + 10 * Math.sin((2 * Math.PI * it) / 7) + 10 * random())
  const result = forecastSeries({ values, period: 7, horizon, confidence: 0.95 })
  if ('reason' in result) throw new Error(result.reason)
  expect(result.points).toHaveLength(horizon)
  for (const { value, lower, upper } of result.points) {
    expect(lower).toBeLessThan(value)
    expect(upper).toBeGreaterThan(value)
  }
  expect(forecastSeries({ values: values.slice(0, 20), period: 7, horizon, confidence: 0.95 })).toHaveProperty('reason')
})
