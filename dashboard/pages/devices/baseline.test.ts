import { expect, it } from 'vitest'
import type { FoundEvent } from '../../api/events.ts'
import { baselinesOf, medianOf } from './baseline.ts'

const read = (day: number, value: number, metric = 'glucose') =>
  ({ occurred_at: `2026-10-0${day}T12:00:00Z`, data: { metric, unit: 'mg/dL', value } }) as unknown as FoundEvent
const dayOf = (moment: string) => moment.slice(0, 10)

it('takes the middle of values, of an even number the mean of the middle two', () => {
  expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3]), medianOf([5])]).toEqual([2, 2.5, 5])
})

it('holds each day of a device against its own median and deviation', () => {
  // Median 100, deviations 0 1 1 2 50: their median is 1, so the band is 100 ± 3.5 / 0.6745.
  const [glucose] = baselinesOf([read(1, 100), read(1, 101), read(1, 99), read(2, 98), read(2, 150)], dayOf)
  expect(glucose).toMatchObject({ metric: 'glucose', unit: 'mg/dL', median: 100 })
  expect(glucose?.high).toBeCloseTo(105.189, 3)
  expect(glucose?.low).toBeCloseTo(94.811, 3)
  expect(glucose?.days).toEqual([
    { day: '2026-10-01', readings: 3, median: 100, low: 99, high: 101, unusual: 0 },
    { day: '2026-10-02', readings: 2, median: 124, low: 98, high: 150, unusual: 1 },
  ])
})

it('keeps metrics apart, the one with the most readings first', () => {
  const all = baselinesOf([read(1, 36, 'temperature'), read(1, 100), read(1, 101)], dayOf)
  expect(all.map(({ metric }) => metric)).toEqual(['glucose', 'temperature'])
  expect(baselinesOf([], dayOf)).toEqual([])
})
