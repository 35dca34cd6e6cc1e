import { expect, test } from 'vitest'
import { type DeviceAnomalies, findDeviceAnomalies, thresholdFor } from './device-anomalies.ts'
import { dayHours, drawReadings } from './drawn-readings.ts'
import { scoreSeries } from './expected-readings.ts'

const days = 29
const begin = 28 * dayHours
const find = (series: ReturnType<typeof drawReadings>) => findDeviceAnomalies({ series, begin }) as DeviceAnomalies

test('a reading that any other hour would explain is found by the hour at which it is read', () => {
  // At 18 o'clock readings lie about 70; 100 is the mean of the day.
  const faults = new Map([['d3 glucose 690', 30]])
  const found = find(drawReadings(10, { days, seed: 'a device at the wrong hour', faults }))
  expect(found).toMatchObject({ devices: 10, series: 10, seasonal: 10, judged: 240 })
  expect(found.anomalies[0]).toMatchObject({ device: 'd3', hour: 690, threshold: 3.5 })
  expect(found.anomalies[0]?.expected).toBeGreaterThan(62)
  expect(found.anomalies[0]?.expected).toBeLessThan(78)
  expect(found.anomalies.length).toBeLessThan(5)
  expect(found.error).toBeLessThan(0.4 * (found.naiveError ?? 0))
})

test('a sensor without a daily cycle is held against its own history', () => {
  const [series] = drawReadings(1, { days, seed: 'flat' })
  const flat = {
    ...series,
    values: (series?.values ?? []).map((value, hour) => value - 30 * Math.sin((2 * Math.PI * hour) / dayHours)),
  }
  expect(scoreSeries(flat as never, begin)).toMatchObject({ method: 'own_history' })
})

test('where little is read at the same hours, a sensor is held against its own history', () => {
  const [series] = drawReadings(1, { days, seed: 'four a day' })
  if (series === undefined) throw new Error('there is no series')
  // Four readings a day, each day at other hours.
  const read = series.hours.filter((hour) => (hour + Math.floor(hour / dayHours)) % 6 === 0)
  const sparse = { ...series, hours: read, values: read.map((hour) => series.values[hour] as number) }
  const few = { ...sparse, hours: read.slice(0, 72), values: sparse.values.slice(0, 72) }
  expect(scoreSeries(few, read[71] as number)).toBeUndefined()
  const enough = { ...sparse, hours: read.slice(0, 75), values: sparse.values.slice(0, 75) }
  expect(scoreSeries(enough, read[72] as number)?.method).toBe('own_history')
})

test('what comes later moves no score', () => {
  const series = drawReadings(1, { days, seed: 'later' })
  const [one] = series
  if (one === undefined) throw new Error('there is no series')
  const until = begin + 12
  const planted = { ...one, values: one.values.map((value, hour) => (hour >= until ? 10_000 : value)) }
  const scores = (it: typeof one) => scoreSeries(it, begin)?.readings.slice(0, 12)
  expect(scores(planted)).toEqual(scores(one))
})

test('a device with many sensors is not found more often than one with a single sensor', () => {
  // By SciPy 1.17: norm.isf((1 − (1 − a) ** (1 / 5)) / 2) with a = 2 · norm.sf(3.5).
  expect(thresholdFor(1)).toBe(3.5)
  expect(thresholdFor(5)).toBeCloseTo(3.907985, 5)
  const metrics = ['glucose', 'temperature', 'battery', 'flow', 'pressure']
  const { anomalies, judged } = find(drawReadings(20, { days, seed: 'five sensors', metrics }))
  expect(judged).toBe(480)
  expect(anomalies.length / judged).toBeLessThan(0.02)
})

test('too short a history is reported with what is needed', () => {
  const young = drawReadings(2, { days: 3, seed: 'young' })
  expect(findDeviceAnomalies({ series: young, begin: 2 * dayHours })).toMatchObject({
    reason: expect.stringContaining('24 readings'),
  })
  expect(findDeviceAnomalies({ series: [], begin })).toMatchObject({ reason: expect.any(String) })
})
