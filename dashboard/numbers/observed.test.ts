import { expect, test } from 'vitest'
import { isFew, isWithinChance, observedIn } from './observed.ts'

const row = { time: '2026-10-01', rate: 0.8, rate_observations: 5, rate_low: 0.3755, rate_high: 0.9638 }

test('a row tells on how many observations a share rests, and how sure it is', () => {
  expect(observedIn(row, 'rate')).toEqual({ n: 5, interval: { low: 0.3755, high: 0.9638 } })
  expect(observedIn({ ...row, rate_low: null, rate_high: null }, 'rate')).toEqual({ n: 5, interval: null })
  expect(observedIn({ time: '2026-10-01', orders: 3 }, 'orders')).toBeNull()
  expect(observedIn(undefined, 'rate')).toBeNull()
})

test('fewer than ten are few, and what is not told is not', () => {
  expect([9, 10].map((n) => isFew({ n, interval: null }))).toEqual([true, false])
  expect(isFew(null)).toBe(false)
})

// Newcombe's first example: 56 of 70 against 48 of 80, a difference of 0.2 with the interval 0.0524 to 0.3339.
const [first, second] = [
  { low: 0.6911, high: 0.877 },
  { low: 0.4904, high: 0.7002 },
]

test('a difference is within chance where its interval holds zero', () => {
  expect(isWithinChance(0.8, 0.6, first, second)).toBe(false)
  expect(isWithinChance(0.6, 0.8, second, first)).toBe(false)
  // 8 of 10 against 6 of 10.
  expect(isWithinChance(0.8, 0.6, { low: 0.4902, high: 0.9433 }, { low: 0.3127, high: 0.8318 })).toBe(true)
})

test('without intervals nothing is called chance', () => {
  expect(isWithinChance(0.8, 0.8, null, second)).toBe(false)
  expect(isWithinChance(null, 0.8, first, second)).toBe(false)
})
