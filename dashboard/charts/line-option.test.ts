import { expect, test } from 'vitest'
import { lineOption, splitUnfinished } from './line-option.ts'

test('the last step is dashed while its bucket runs, and joined to the line before', () => {
  expect(splitUnfinished({ current: [1, 2, 3], unfinished: true })).toEqual({ solid: [1, 2], dashed: [null, 2, 3] })
  expect(splitUnfinished({ current: [1], unfinished: true })).toEqual({ solid: [], dashed: [1] })
})

test('a finished line is solid to its end', () => {
  expect(splitUnfinished({ current: [1, 2, 3], unfinished: false })).toEqual({ solid: [1, 2, 3], dashed: [] })
  expect(splitUnfinished({ current: [], unfinished: true })).toEqual({ solid: [], dashed: [] })
})

const colours = { accent: '#0a6c5d', previous: '#8c9a94', line: '#eee', ink: '#333', surface: '#fff' }
const one = { labels: ['1 Oct'], current: [5], previous: [4], unfinished: true, grounded: true, ceiling: null }

test('a lone value is drawn as a point, for a line needs two', () => {
  const option = lineOption(one, colours, String)
  expect(option.series.map(({ showSymbol }) => showSymbol)).toEqual([true, false, true])
})

test('sums stand on the ground; ratios need not, and end at what is possible', () => {
  expect(lineOption(one, colours, String).yAxis).toMatchObject({ scale: false })
  const share = { ...one, current: [0.94], previous: [0.9], grounded: false, ceiling: 1 }
  expect(lineOption(share, colours, String).yAxis).toMatchObject({ scale: true, max: 1 })
  const small = { ...share, current: [0.04], previous: [0.05] }
  expect(lineOption(small, colours, String).yAxis).not.toHaveProperty('max')
})
