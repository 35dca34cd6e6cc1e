import { expect, test } from 'vitest'
import { bucketTitles } from './bucket-title.ts'
import { bucketsOf } from './buckets.ts'

test('hours are titled in their zone, and midnight by its day', () => {
  const titles = bucketTitles('hour', 'Europe/Madrid')
  const hours = bucketsOf('2026-10-01', '2026-10-02', 'hour', 'Europe/Madrid')
  expect(hours.slice(0, 3).map(titles.axis)).toEqual(['1 Oct', '01:00', '02:00'])
  expect(hours.slice(13, 14).map(titles.full)).toEqual(['Thu 1 Oct, 13:00'])
})

test('days, weeks and months each have their form', () => {
  const [day] = bucketsOf('2026-10-01', '2026-10-02', 'day', 'Europe/Madrid')
  if (day === undefined) throw new Error('no bucket')
  expect(bucketTitles('day', 'Europe/Madrid').axis(day)).toBe('1 Oct')
  expect(bucketTitles('day', 'Europe/Madrid').full(day)).toBe('Thu 1 Oct')
  expect(bucketTitles('week', 'Europe/Madrid').full(day)).toBe('Week of 1 Oct 2026')
  expect(bucketTitles('month', 'Europe/Madrid').axis(day)).toBe('Oct 2026')
})
