import { expect, test } from 'vitest'
import { sparkPath } from './spark-path.ts'

test('the highest value touches the top and the lowest the bottom', () => {
  const { line, area, last } = sparkPath([20, 30, 25], 3, 100, 20)
  expect(line).toBe('M0 20L50 0L100 10')
  expect(area).toBe('M0 20L0 20L50 0L100 10L100 20Z')
  expect(last).toEqual({ x: 100, y: 10 })
})

test('a small swing stays small: 95 of 100 falls a quarter of the height', () => {
  expect(sparkPath([100, 95], 2, 100, 20).line).toBe('M0 0L100 5')
})

test('a missing value interrupts the line, and a lone one is a dot', () => {
  expect(sparkPath([10, null, 10, 5], 4, 90, 10).line).toBe('M0 0h0M60 0L90 10')
})

test('a range that is not over ends before the edge', () => {
  expect(sparkPath([1, 1], 5, 100, 10).line).toBe('M0 0L25 0')
})

test('nothing known draws nothing, and all zero lies on the ground', () => {
  expect(sparkPath([null, null], 2, 100, 10)).toEqual({ line: '', area: '', last: null })
  expect(sparkPath([0, 0], 2, 100, 10).line).toBe('M0 10L100 10')
})
