import { expect, test } from 'vitest'
import { isolatedPoints, lineOption, splitUnfinished } from './line-option.ts'

test('the last step is dashed while its bucket runs, and joined to the line before', () => {
  expect(splitUnfinished({ current: [1, 2, 3], unfinished: true })).toEqual({ solid: [1, 2], dashed: [null, 2, 3] })
  expect(splitUnfinished({ current: [1], unfinished: true })).toEqual({ solid: [], dashed: [1] })
})

test('a finished line is solid to its end', () => {
  expect(splitUnfinished({ current: [1, 2, 3], unfinished: false })).toEqual({ solid: [1, 2, 3], dashed: [] })
  expect(splitUnfinished({ current: [], unfinished: true })).toEqual({ solid: [], dashed: [] })
})

const colours = { accent: '#0a6c5d', previous: '#8c9a94', line: '#eee', ink: '#333', surface: '#fff' }
const one = {
  labels: ['1 Oct'],
  current: [5],
  previous: [4],
  observed: [],
  unfinished: true,
  grounded: true,
  ceiling: null,
  finest: 1,
}

test('a value between two gaps is drawn as a point, for a line needs two', () => {
  expect(isolatedPoints([5])).toEqual([5])
  expect(isolatedPoints([5, null, 0, null, 7, 8, null, 9])).toEqual([5, null, 0, null, null, null, null, 9])
  expect(isolatedPoints([1, 2, null])).toEqual([null, null, null])
  expect(isolatedPoints([])).toEqual([])
})

test('isolated points of both periods are drawn, also the one that still runs', () => {
  const gaps = { ...one, labels: ['1', '2', '3'], current: [5, null, 6], previous: [null, 4, null] }
  const drawn = lineOption(gaps, colours, String).series.filter(({ showSymbol }) => showSymbol)
  expect(drawn.map(({ data }) => data)).toEqual([
    [null, 4, null],
    [5, null, 6],
  ])
})

test('the axis of sums begins at zero, that of ratios need not', () => {
  expect(lineOption(one, colours, String).yAxis.scale).toBe(false)
  expect(lineOption({ ...one, grounded: false }, colours, String).yAxis.scale).toBe(true)
})

test('an axis of shares ends at 100 %, unless a value lies beyond', () => {
  const share = { ...one, grounded: false, current: [0.98], previous: [0.83], ceiling: 1 }
  expect(lineOption(share, colours, String).yAxis).toMatchObject({ min: 0.8, max: 1, interval: 0.05 })
  expect(lineOption({ ...share, current: [3] }, colours, String).yAxis).toMatchObject({ max: null, interval: null })
})

test('the names of steps have room for letters that go below the line', () => {
  expect(lineOption(one, colours, String).grid.bottom).toBeGreaterThanOrEqual(6)
})
