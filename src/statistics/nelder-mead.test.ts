import { expect, test } from 'vitest'
import { minimise } from './nelder-mead.ts'

test('finds the bottom of a bowl', () => {
  const { at, value, converged } = minimise(([x = 0, y = 0]) => (x - 3) ** 2 + 2 * (y + 1) ** 2 + 5, [0, 0])
  expect(at[0]).toBeCloseTo(3, 3)
  expect(at[1]).toBeCloseTo(-1, 3)
  expect(value).toBeCloseTo(5, 8)
  expect(converged).toBe(true)
})

test('follows the bent valley of Rosenbrock to its end at (1, 1)', () => {
  const { at } = minimise(([x = 0, y = 0]) => 1 + (1 - x) ** 2 + 100 * (y - x * x) ** 2, [-1.2, 1])
  expect(at[0]).toBeCloseTo(1, 2)
  expect(at[1]).toBeCloseTo(1, 2)
})

test('walks around what is no number, and says where it has not arrived', () => {
  expect(minimise(([x = 0]) => (x < 0 ? Number.NaN : x + 1), [2]).at[0]).toBeCloseTo(0, 4)
  expect(minimise(([x = 0]) => -Math.exp(x), [0]).converged).toBe(false)
})
