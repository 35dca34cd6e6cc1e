import { expect, test } from 'vitest'
import { bucketsOf } from './buckets.ts'
import { rowsByCurrency, seriesOf } from './series.ts'

const days = bucketsOf('2026-10-01', '2026-10-05', 'day', 'UTC')
const after = Date.parse('2026-10-10T00:00:00Z')

const rows = [
  { time: '2026-10-01', orders: 3, aov: 20 },
  { time: '2026-10-03', orders: 5, aov: null },
]

test('a gap in a count is zero, and in a ratio unknown', () => {
  expect(seriesOf(rows, days, 'orders', 0, after)).toEqual({ values: [3, 0, 5, 0], unfinished: false })
  expect(seriesOf(rows, days, 'aov', null, after)).toEqual({ values: [20, null, null, null], unfinished: false })
})

test('the future has no value, and today is not finished', () => {
  expect(seriesOf(rows, days, 'orders', 0, Date.parse('2026-10-03T12:00:00Z'))).toEqual({
    values: [3, 0, 5],
    unfinished: true,
  })
})

test('hours match however their offset is written', () => {
  const hours = bucketsOf('2026-10-01', '2026-10-02', 'hour', 'Europe/Madrid')
  const { values } = seriesOf([{ time: '2026-10-01T01:00:00+02:00', orders: 7 }], hours, 'orders', 0, after)
  expect(values.slice(0, 3)).toEqual([0, 7, 0])
})

test('rows stand apart by currency', () => {
  const found = rowsByCurrency([
    { time: '2026-10-01', currency: 'EUR', gmv: 1 },
    { time: '2026-10-01', currency: 'USD', gmv: 2 },
    { time: '2026-10-02', currency: 'EUR', gmv: 3 },
  ])
  expect([...found].map(([currency, { length }]) => [currency, length])).toEqual([
    ['EUR', 2],
    ['USD', 1],
  ])
})
