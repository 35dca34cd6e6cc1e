import { expect, test } from 'vitest'
import { sparkPath } from './spark-path.ts'

const done = (values: (number | null)[]) => ({ values, unfinished: false })
const running = (values: (number | null)[]) => ({ values, unfinished: true })

test('the highest value touches the top and the lowest the bottom', () => {
  const { line, area, last } = sparkPath(done([20, 30, 25]), 3, 100, 20)
  expect(line).toBe('M0 20L50 0L100 10')
  expect(area).toBe('M0 20L0 20L50 0L100 10L100 20Z')
  expect(last).toEqual({ x: 100, y: 10 })
})

test('a small swing stays small: 95 of 100 falls a quarter of the height', () => {
  expect(sparkPath(done([100, 95]), 2, 100, 20).line).toBe('M0 0L100 5')
})

test('a missing value interrupts the line, and a lone one is a dot', () => {
  expect(sparkPath(done([10, null, 10, 5]), 4, 90, 10).line).toBe('M0 0h0M60 0L90 10')
})

test('a range that is not over ends before the edge', () => {
  expect(sparkPath(done([1, 1]), 5, 100, 10).line).toBe('M0 0L25 0')
})

test('a series without values draws nothing, and one of zeros runs along the bottom', () => {
  expect(sparkPath(done([null, null]), 2, 100, 10)).toEqual({ line: '', area: '', open: '', last: null })
  expect(sparkPath(done([0, 0]), 2, 100, 10).line).toBe('M0 10L100 10')
})

test('a bucket that still runs is a stroke of its own, and does not press the others against the top', () => {
  expect(sparkPath(running([20, 30, 1]), 3, 100, 20)).toEqual({
    line: 'M0 20L50 0',
    area: 'M0 20L0 20L50 0L50 20Z',
    open: 'M50 0L100 20',
    last: { x: 100, y: 20 },
  })
})

test('after a gap, or alone, a bucket that still runs is a point', () => {
  expect(sparkPath(running([10, null, 10]), 3, 90, 10)).toMatchObject({ open: '', last: { x: 90, y: 0 } })
  expect(sparkPath(running([7]), 2, 90, 10)).toMatchObject({ open: '', line: 'M0 0h0', last: { x: 0, y: 0 } })
  expect(sparkPath(running([null, 7]), 2, 90, 10)).toMatchObject({ line: '', open: '', last: { x: 90, y: 0 } })
})
