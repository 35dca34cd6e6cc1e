import { expect, test } from 'vitest'
import { heatOf } from './heat.ts'

test('the largest is darkest, a quarter of it half as dark, and nothing is white', () => {
  expect([100, 25, 1, 0, -3].map((value) => heatOf(value, 100))).toEqual([42, 21, 4, 0, 0])
  expect(heatOf(0, 0)).toBe(0)
})
