import { expect, it } from 'vitest'
import { ordered } from './panel-table.tsx'

it('orders by a column, with what is not known last either way', () => {
  const rows = [
    ['a', 2],
    ['b', null],
    ['c', 10],
  ] as const
  expect(ordered(rows, { column: 1, descending: true })).toEqual([
    ['c', 10],
    ['a', 2],
    ['b', null],
  ])
  expect(ordered(rows, { column: 1, descending: false })).toEqual([
    ['a', 2],
    ['c', 10],
    ['b', null],
  ])
  expect(ordered(rows, null)).toBe(rows)
})
