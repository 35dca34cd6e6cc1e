import { expect, test } from 'vitest'
import type { Measure } from '../api/catalogue.ts'
import type { QueryAnswer } from '../api/query.ts'
import { bucketsOf } from '../numbers/buckets.ts'
import { rate, total } from './figure.ts'
import { readFigure, uncuttableBy } from './reading.ts'

const gmv: Measure = {
  id: 'gmv',
  title: 'Gross merchandise value',
  question: 'What were the goods worth?',
  formula: 'Σ quantity × unit price',
  numerator: 'Σ quantity × unit price',
  denominator: null,
  counts_observations: false,
  is_share: false,
  is_additive: true,
  explained_as: null,
  uses: [],
  unit: 'money',
  dimensions: ['country', 'gateway'],
}

const axis = {
  buckets: bucketsOf('2026-10-03', '2026-10-05', 'day', 'UTC'),
  previous: bucketsOf('2026-10-01', '2026-10-03', 'day', 'UTC'),
  zone: 'UTC',
  endMs: Date.parse('2026-10-05'),
  compared: { startMs: Date.parse('2026-10-01'), endMs: Date.parse('2026-10-03') },
}
const now = Date.parse('2026-10-04T12:00:00Z')
const meta = {
  currency: 'EUR',
  fresh_to: null,
  data_from: null,
  source: 'rollup',
  truncated: false,
  elapsed_ms: 1,
} as const

test('a figure is its total, its change and its line', () => {
  const answer: QueryAnswer = {
    rows: [{ time: '2026-10-04', gmv: 150 }],
    totals: { gmv: 150 },
    previous: { rows: [{ time: '2026-10-01', gmv: 100 }], totals: { gmv: 100 } },
    meta,
  }
  const [reading, ...others] = readFigure(total('gmv', 'more'), gmv, answer, answer.previous, axis, now)
  expect(others).toEqual([])
  expect(reading).toMatchObject({
    currency: 'EUR',
    value: 150,
    previousValue: 100,
    change: { text: '+50.0%', tone: 'good' },
    series: { values: [0, 150], unfinished: true },
    previousSeries: { values: [100, 0], unfinished: false },
  })
})

test('a period before the first event is not compared with, and its steps are gaps', () => {
  const answer: QueryAnswer = {
    rows: [{ time: '2026-10-04', gmv: 150 }],
    totals: { gmv: 150 },
    previous: { rows: [{ time: '2026-10-02', gmv: 1 }], totals: { gmv: 1 } },
    meta: { ...meta, data_from: '2026-10-02T23:00:00Z' },
  }
  expect(readFigure(total('gmv', 'more'), gmv, answer, answer.previous, axis, now)[0]).toMatchObject({
    value: 150,
    previousValue: null,
    change: { text: '–', reason: 'data starts 2 Oct 2026' },
    series: { values: [0, 150] },
    previousSeries: { values: [null, 1] },
  })
  const later = { ...answer, rows: [], totals: { gmv: 0 }, meta: { ...meta, data_from: '2026-10-07T00:00:00Z' } }
  expect(readFigure(total('gmv', 'more'), gmv, later, later.previous, axis, now)[0]).toMatchObject({
    value: null,
    series: { values: [null, null] },
  })
})

test('an open range is compared with as much of the period before as has passed', () => {
  const answer: QueryAnswer = {
    rows: [],
    totals: { gmv: 150 },
    previous: { rows: [], totals: { gmv: 300 } },
    meta,
  }
  const before = { rows: [], totals: { gmv: 100 } }
  expect(readFigure(total('gmv', 'more'), gmv, answer, before, axis, now)[0]).toMatchObject({
    previousValue: 100,
    change: { text: '+50.0%' },
  })
})

test('amounts that could not be added are read in each currency', () => {
  const answer: QueryAnswer = {
    rows: [
      { time: '2026-10-03', currency: 'USD', gmv: 10 },
      { time: '2026-10-03', currency: 'EUR', gmv: 20 },
      { time: '2026-10-03', currency: null, orders: 4 },
    ],
    totals: { gmv: null, orders: 4 },
    totals_by_currency: { USD: { gmv: 10 }, EUR: { gmv: 20 } },
    previous: { rows: [], totals: { gmv: null, orders: 2 }, totals_by_currency: { USD: { gmv: 5 } } },
    meta: { ...meta, currency: null },
  }
  const readings = readFigure(total('gmv', 'more'), gmv, answer, answer.previous, axis, now)
  expect(readings.map(({ currency, value, change, series }) => [currency, value, change.text, series.values])).toEqual([
    ['EUR', 20, '–', [20, 0]],
    ['USD', 10, '+100%', [10, 0]],
  ])
  const orders: Measure = { ...gmv, id: 'orders', unit: 'count' }
  expect(readFigure(total('orders', 'more'), orders, answer, answer.previous, axis, now)).toMatchObject([
    { value: 4, change: { text: '+100%' }, series: { values: [4, 0] } },
  ])
})

test('a ratio without its denominator has no value and no line', () => {
  const answer: QueryAnswer = { rows: [], totals: { gmv: null }, previous: { rows: [], totals: { gmv: null } }, meta }
  expect(readFigure(rate('gmv', 'more'), gmv, answer, answer.previous, axis, now)[0]).toMatchObject({
    value: null,
    change: { text: '–' },
    series: { values: [null, null] },
  })
})

test('a measure names the filters it cannot be cut by', () => {
  expect(uncuttableBy(gmv, { country: ['ES'], category: ['glucose'] })).toEqual(['category'])
  expect(uncuttableBy(gmv, {})).toEqual([])
})
