import { expect, test } from 'vitest'
import { isWorse } from './worse.ts'

const rate = (value: number, n: number) => ({ value, n })

test.each([
  ['a fall beyond noise', rate(0.95, 400), rate(0.8, 400), true],
  ['a rise', rate(0.8, 400), rate(0.95, 400), false],
  ['a fall that chance gives', rate(0.95, 40), rate(0.9, 40), false],
  ['a fall over few observations', rate(1, 9), rate(0, 9), false],
  // By 0.2 points of 5: less than a tenth of what is missing to 1.
  ['a certain but small fall', rate(0.95, 1_000_000), rate(0.948, 1_000_000), false],
])('of a share, %s is worse: %j to %j, %s', (_, previous, current, worse) => {
  expect(isWorse(previous, current, 'more', 10)).toBe(worse)
})

test.each([
  [1_000, 800, true],
  [1_000, 950, false],
  [10, 8, false],
  [1_000, 1_200, false],
  [0, 0, false],
])('of a count, %s to %s is worse: %s', (previous, current, worse) => {
  expect(isWorse({ value: previous }, { value: current }, 'more', 10)).toBe(worse)
})

test('what ought to be less is worse when it rises; the more is looked at, the more certain it has to be', () => {
  expect(isWorse(rate(0.02, 1_000), rate(0.06, 1_000), 'less', 10)).toBe(true)
  expect(isWorse(rate(0.05, 1_000), rate(0.072, 1_000), 'less', 1)).toBe(true)
  expect(isWorse(rate(0.05, 1_000), rate(0.072, 1_000), 'less', 1_000)).toBe(false)
})
