import { expect, test } from 'vitest'
import { typicalOf } from './widen.ts'

test('a point rests on as many observations as those points at least that hold half of them', () => {
  expect(typicalOf([])).toBe(0)
  expect(typicalOf([3, 3, 3])).toBe(3)
  // 40 and 35 hold 75 of 100.
  expect(typicalOf([5, 40, 20, 35])).toBe(35)
})

test('many points of rare values do not hide that the large ones rest on many', () => {
  expect(typicalOf([400, ...Array<number>(100).fill(1)])).toBe(400)
})
