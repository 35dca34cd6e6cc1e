import { expect, it } from 'vitest'
import type { ForecastAnswer } from '../api/forecast.ts'
import { bucketsOf } from '../numbers/buckets.ts'
import { expectedOn, horizonDays } from './expected.ts'

const point = (time: string, value: number, reach: number) => ({
  ...{ time, value, lower: value - reach, upper: value + reach },
})
const answerOf = (past: readonly string[], points: readonly string[], reach: number): ForecastAnswer => ({
  points: points.map((time, index) => point(time, 10 + index, reach)),
  past: past.map((time, index) => point(time, 5 + index, reach)),
  backtest: { mase: 0.8, naive_mase: 1, coverage: 0.8, folds: 6 },
  model: { name: 'demand_forecast', version: '1', method: 'ets' },
  meta: {
    ...{ fresh_to: null, elapsed_ms: 1, currency: null, history_from: '2026-09-01', history_to: points[0] ?? '' },
  } as ForecastAnswer['meta'],
})
const days = { granularity: 'day', zone: 'Europe/Madrid' } as const
const october = (from: number, to: number) =>
  bucketsOf(`2026-10-${String(from).padStart(2, '0')}`, `2026-10-${String(to).padStart(2, '0')}`, 'day', days.zone)

it('lays the past and what lies ahead on one axis, the widest band first', () => {
  const told = [
    ['2026-10-02', '2026-10-03'],
    ['2026-10-04', '2026-10-05', '2026-10-06'],
  ] as const
  // The range ends with the running day, 4 October.
  const { buckets, values, bands } = expectedOn(
    october(1, 5),
    [
      { confidence: 0.8, answer: answerOf(...told, 1) },
      { confidence: 0.95, answer: answerOf(...told, 2) },
    ],
    days,
  )
  expect(buckets.map(({ time }) => time.slice(8))).toEqual(['01', '02', '03', '04', '05', '06'])
  expect(values).toEqual([null, 5, 6, 10, 11, 12])
  expect(bands).toEqual([
    { confidence: 0.95, lower: [null, 3, 4, 8, 9, 10], upper: [null, 7, 8, 12, 13, 14] },
    { confidence: 0.8, lower: [null, 4, 5, 9, 10, 11], upper: [null, 6, 7, 11, 12, 13] },
  ])
})

it('goes ahead of a range that ended where the forecast begins, and not of one that ended before', () => {
  const answer = answerOf(['2026-10-02'], ['2026-10-04', '2026-10-05'], 1)
  const times = (to: number) =>
    expectedOn(october(1, to), [{ confidence: 0.8, answer }], days).buckets.map(({ time }) => time.slice(8))
  expect(times(4)).toEqual(['01', '02', '03', '04', '05'])
  expect(times(3)).toEqual(['01', '02'])
})

it('goes ahead by months and weeks', () => {
  const months = { granularity: 'month', zone: 'UTC' } as const
  const answer = answerOf([], ['2026-10-01', '2026-11-01', '2026-12-01'], 1)
  const range = bucketsOf('2026-08-01', '2026-10-20', 'month', 'UTC')
  const { buckets } = expectedOn(range, [{ confidence: 0.8, answer }], months)
  expect(buckets.map(({ time }) => time)).toEqual([
    ...['2026-08-01', '2026-09-01', '2026-10-01', '2026-11-01', '2026-12-01'],
  ])
})

it('looks ahead a third of what is shown, within bounds', () => {
  expect([7, 30, 365].map((shown) => horizonDays('day', shown))).toEqual([7, 10, 28])
  expect([4, 30, 80].map((shown) => horizonDays('week', shown))).toEqual([28, 70, 91])
  expect(horizonDays('month', 12)).toBe(183)
})
