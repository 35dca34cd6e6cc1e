import { expect, test } from 'vitest'
import { positionCounts } from './position-counts.ts'

const row = (position: string | null, clicks: number) => ({ time: '', position, clicks })

test('positions are in numeric order, not alphabetical', () => {
  const rows = [row('10', 1), row('2', 5), row('1', 9)]
  expect(positionCounts(rows, 'position', 'clicks', 10)).toEqual([
    { title: '1', count: 9 },
    { title: '2', count: 5 },
    { title: '10', count: 1 },
  ])
})

test('the last ones are counted together, and what has no position is left out', () => {
  const rows = [row('1', 9), row('2', 5), row('3', 2), row('4', 1), row(null, 7)]
  expect(positionCounts(rows, 'position', 'clicks', 2)).toEqual([
    { title: '1', count: 9 },
    { title: '2', count: 5 },
    { title: '3+', count: 3 },
  ])
})
