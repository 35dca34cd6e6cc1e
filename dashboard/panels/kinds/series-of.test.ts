import { expect, test } from 'vitest'
import { bucketsOf } from '../../numbers/buckets.ts'
import type { NamedSeries } from '../../numbers/named-series.ts'
import { csvOf } from '../table.ts'
import { addedUp, seriesByValue, seriesTable } from './series-of.ts'

const view = { granularity: 'day', timezone: 'UTC' } as const
const axis = { buckets: bucketsOf('2026-10-01', '2026-10-04', 'day', 'UTC'), previous: [] }
const noon = Date.parse('2026-10-03T12:00:00Z')

const line = (id: string, currency: string | null): NamedSeries => ({
  ...{ id, title: id, unit: 'money', currency },
  series: { values: [1.5, null, 3], unfinished: true },
})

test('a file of a series has times as the API writes them, the oldest first, and says what is incomplete', () => {
  const table = seriesTable([line('gmv', 'EUR')], axis, view)
  expect(table.rows.map(([time]) => time)).toEqual(['Sat 3 Oct', 'Fri 2 Oct', 'Thu 1 Oct'])
  expect(csvOf(table).split('\r\n')).toEqual([
    'time,gmv,currency,incomplete',
    '"2026-10-01",1.5,"EUR","false"',
    '"2026-10-02",,"EUR","false"',
    '"2026-10-03",3,"EUR","true"',
    '',
  ])
})

test('amounts in several currencies have a column each, which names it', () => {
  const [head] = csvOf(seriesTable([line('gmv', 'EUR'), line('gmv', 'USD')], axis, view)).split('\r\n')
  expect(head).toBe('time,gmv_EUR,gmv_USD,incomplete')
})

test('a file has every line, where only the largest are shown', () => {
  const rows = ['a', 'b', 'c'].map((gateway, index) => ({ time: '2026-10-01', gateway, orders: index + 1 }))
  const cut = { metric: 'orders', weight: 'orders', dimension: 'gateway', unit: 'count', currency: null } as const
  const { lines, all } = seriesByValue(rows, axis.buckets, { ...cut, absent: 0, most: 2, adds: false }, noon)
  expect(lines.map(({ id }) => id)).toEqual(['c', 'b'])
  const [head, first] = csvOf(seriesTable(lines, axis, view, all)).split('\r\n')
  expect(head).toBe('time,c,b,a,incomplete')
  expect(first).toBe('"2026-10-01",3,2,1,"false"')
})

test('where values add up, those beyond the largest are one line, so that the lines come to the total', () => {
  const rows = ['a', 'b', 'c', 'd'].map((gateway, index) => ({ time: '2026-10-02', gateway, orders: index + 1 }))
  const cut = { metric: 'orders', weight: 'orders', dimension: 'gateway', unit: 'count', currency: null } as const
  const { lines, all } = seriesByValue(rows, axis.buckets, { ...cut, absent: 0, most: 3, adds: true }, noon)
  expect(lines.map(({ title, series, isRest }) => [title, series.values, isRest])).toEqual([
    ['d', [0, 4, 0], undefined],
    ['c', [0, 3, 0], undefined],
    ['Other', [0, 3, 0], true],
  ])
  const table = seriesTable(lines, axis, view, all)
  expect(table.columns.map(({ title }) => title)).toEqual(['Time', 'd', 'c', 'Other'])
  expect(csvOf(table).split('\r\n')[0]).toBe('time,d,c,b,a,incomplete')
})

test('as many values as there are lines need no other', () => {
  const rows = ['a', 'b'].map((gateway) => ({ time: '2026-10-02', gateway, mrr: 1 }))
  const cut = { metric: 'mrr', weight: 'mrr', dimension: 'gateway', unit: 'money', currency: 'EUR' } as const
  const { lines } = seriesByValue(rows, axis.buckets, { ...cut, absent: null, most: 2, adds: true }, noon)
  expect(lines.map(({ title }) => title)).toEqual(['a', 'b'])
})

test('what no value has in a bucket, the others have not either', () => {
  const some = [
    [1, null],
    [2, null],
  ].map((values) => ({ values, unfinished: true }))
  expect(addedUp(some)).toEqual({ values: [3, null], unfinished: true })
})
