import { expect, test } from 'vitest'
import { createRate, perSecond } from './rate.ts'

test('events are counted by whole second, the running one aside', () => {
  const rate = createRate()
  for (const at of [1000, 1500, 2000, 3999, 4000]) rate.record(at)
  expect(rate.seconds(4500).slice(-4)).toEqual([0, 2, 1, 1])
  expect(rate.seconds(4500)).toHaveLength(60)
})

test('what is older than a minute is forgotten', () => {
  const rate = createRate()
  rate.record(1000)
  expect(rate.seconds(61_000).slice(0, 1)).toEqual([1])
  expect(rate.seconds(62_000).every((count) => count === 0)).toBe(true)
})

test('the rate is the mean of ten seconds', () => {
  expect(perSecond([100, 0, 0, 0, 0, 0, 5, 5, 0, 10, 0])).toBe(2)
  expect(perSecond([])).toBe(0)
})
