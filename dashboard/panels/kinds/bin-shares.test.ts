import { expect, test } from 'vitest'
import { binShares, binTitle, roughShare } from './bin-shares.ts'

test('each bin has its share of all', () => {
  expect(binShares([6, 0, 2])).toEqual([
    { bin: 0, count: 6, share: 0.75 },
    { bin: 1, count: 0, share: 0 },
    { bin: 2, count: 2, share: 0.25 },
  ])
})

test('nothing counted is no share, not a division by nothing', () => {
  expect(binShares([0, 0]).map(({ share }) => share)).toEqual([0, 0])
})

test('a bin is named by its limits, without the dust of binary fractions', () => {
  expect([0, 2, 6, 9].map((bin) => binTitle(bin, 10))).toEqual(['0–0.1', '0.2–0.3', '0.6–0.7', '0.9–1'])
})

test('a share in a column is whole percent, and little is not nothing', () => {
  expect([0, 0.004, 0.0949, 1].map(roughShare)).toEqual(['0%', '<1%', '9%', '100%'])
})
