import { expect, test } from 'vitest'
import { bucketsOf } from './buckets.ts'

const times = (...question: Parameters<typeof bucketsOf>) => bucketsOf(...question).map(({ time }) => time)

test('days run from the first to the last before the end', () => {
  expect(times('2026-10-30', '2026-11-02', 'day', 'UTC')).toEqual(['2026-10-30', '2026-10-31', '2026-11-01'])
})

test('the first week and month begin where the calendar says', () => {
  expect(times('2026-10-01', '2026-10-12', 'week', 'UTC')).toEqual(['2026-09-28', '2026-10-05'])
  expect(times('2026-10-15', '2027-01-01', 'month', 'UTC')).toEqual(['2026-10-01', '2026-11-01', '2026-12-01'])
})

test('hours are those of the zone, and a day of a change has 23 or 25', () => {
  expect(times('2026-10-01', '2026-10-02', 'hour', 'Europe/Madrid')[0]).toBe('2026-09-30T22:00:00.000Z')
  expect(times('2026-10-01', '2026-10-02', 'hour', 'Asia/Kolkata')[0]).toBe('2026-09-30T18:30:00.000Z')
  expect(times('2026-10-25', '2026-10-26', 'hour', 'Europe/Madrid')).toHaveLength(25)
  expect(times('2026-03-29', '2026-03-30', 'hour', 'Europe/Madrid')).toHaveLength(23)
})

test('a bucket ends where the next begins', () => {
  const buckets = bucketsOf('2026-10-24', '2026-10-27', 'day', 'Europe/Madrid')
  expect(buckets.map(({ startMs, endMs }) => (endMs - startMs) / 3_600_000)).toEqual([24, 25, 24])
  expect(buckets[0]?.endMs).toBe(buckets[1]?.startMs)
})
