import { expect, test } from 'vitest'
import { decomposeRate, rateVariance } from './decompose-rate.ts'
import { decomposeSum } from './decompose-sum.ts'

const total = (values: readonly number[]) => values.reduce((sum, it) => sum + it, 0)
const counts = (previous: number, current: number) => ({ previous, current, n: { previous, current } })
const noSpread = { previous: 0, current: 0 }

test('a sum changes by what its segments add, and each is expected to grow as the whole', () => {
  const effects = decomposeSum(counts(100, 150), [counts(80, 80), counts(20, 70)], noSpread)
  expect(effects.map(({ contribution }) => contribution)).toEqual([0, 50])
  expect(effects.map(({ expected }) => expected)).toEqual([40, 10])
  // √(80 + 80) and √(20 + 70): variances of Poisson counts
  expect(effects.map(({ error }) => error)).toEqual([Math.sqrt(160), Math.sqrt(90)])
})

test('amounts that differ make a sum less certain than a count', () => {
  const amounts = { previous: 1_000, current: 1_500, n: { previous: 100, current: 150 } }
  const [even] = decomposeSum(amounts, [amounts], noSpread)
  const [uneven] = decomposeSum(amounts, [amounts], { previous: 3, current: 3 })
  // n·m² = 100 · 10² + 150 · 10²; with cv² = 3 four times as much
  expect(even?.error).toBe(Math.sqrt(25_000))
  expect(uneven?.error).toBe(2 * Math.sqrt(25_000))
  const [unknown] = decomposeSum(amounts, [amounts], { previous: null, current: 0 })
  expect(unknown).toMatchObject({ error: null, excessError: null, contribution: 500 })
})

const side = (successes: number, n: number) => ({ rate: n === 0 ? null : successes / n, n })
const whole = (before: readonly [number, number], now: readonly [number, number]) => ({
  previous: { rate: before[0] / before[1], n: before[1] },
  current: { rate: now[0] / now[1], n: now[1] },
})

test('a rate that fell in one segment fell by its share', () => {
  const segments = [
    { previous: side(90, 100), current: side(90, 100) },
    { previous: side(90, 100), current: side(50, 100) },
  ]
  const effects = decomposeRate(whole([180, 200], [140, 200]), segments, rateVariance)
  const [good, bad] = effects
  expect(good).toMatchObject({ rate: 0, contribution: 0, expected: -0.1 })
  expect(bad).toMatchObject({ rate: -0.2, contribution: -0.2, expected: -0.1 })
})

test('a rate that falls because its worse segment grows is all mix', () => {
  const segments = [
    { previous: side(95, 100), current: side(19, 20) },
    { previous: side(50, 100), current: side(90, 180) },
  ]
  const effects = decomposeRate(whole([145, 200], [109, 200]), segments, rateVariance)
  expect(total(effects.map(({ rate }) => rate ?? 0))).toBeCloseTo(0, 12)
  expect(total(effects.map(({ mix }) => mix ?? 0))).toBeCloseTo(109 / 200 - 145 / 200, 12)
  // Both lower it: one is better than the whole and loses, the other is worse and gains.
  // (0.1 − 0.5) · (0.95 − 0.635) and (0.9 − 0.5) · (0.5 − 0.635), where nothing was expected of their rates
  expect(effects.map(({ mix }) => mix)).toEqual([expect.closeTo(-0.126, 12), expect.closeTo(-0.054, 12)])
  for (const { expected } of effects) expect(expected).toBeCloseTo(0, 12)
})

test('both effects add up to the change, whatever the segments are, those of one side too', () => {
  const segments = [
    { previous: side(3, 7), current: side(0, 11) },
    { previous: side(19, 23), current: side(4, 5) },
    { previous: side(0, 0), current: side(5, 30) },
    { previous: side(13, 17), current: side(0, 0) },
  ]
  const change = 9 / 46 - 35 / 47
  const effects = decomposeRate(whole([35, 47], [9, 46]), segments, rateVariance)
  expect(total(effects.map(({ contribution }) => contribution))).toBeCloseTo(change, 12)
  expect(effects[2]).toMatchObject({ rate: 0 })
  expect(effects[3]).toMatchObject({ rate: 0 })
})

test('few observations that are all alike are not certain', () => {
  expect(rateVariance(1, 3)).toBeCloseTo((0.8 * 0.2) / 5, 12)
  expect(rateVariance(4, 100)).toBe(0.04)
  expect(rateVariance(0.5, 998)).toBeCloseTo(0.25 / 1000, 12)
})
