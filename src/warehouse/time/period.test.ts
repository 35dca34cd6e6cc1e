import { expect, test } from 'vitest'
import { lastPeriod, periodsBetween } from './period.ts'

test('the last period is that of the last moment before the end, in the time zone', () => {
  // 1 November 2026 is a Sunday, and begins in Madrid at 23:00 UTC
  const midnight = '2026-10-31T23:00:00.000000Z'
  expect(lastPeriod('day', midnight, 'Europe/Madrid')).toBe('2026-10-31')
  expect(lastPeriod('day', '2026-10-31T23:00:00.001000Z', 'Europe/Madrid')).toBe('2026-11-01')
  expect(lastPeriod('month', midnight, 'Europe/Madrid')).toBe('2026-10-01')
  expect(lastPeriod('week', midnight, 'Europe/Madrid')).toBe('2026-10-26')
  expect(lastPeriod('week', '2026-11-02T00:00:00.000000Z', 'UTC')).toBe('2026-10-26')
})

test('periods between are whole ones, also over the change of clocks and years', () => {
  expect(periodsBetween('day', '2026-10-24', '2026-10-26')).toBe(2)
  expect(periodsBetween('week', '2026-10-19', '2026-11-02')).toBe(2)
  expect(periodsBetween('month', '2025-11-01', '2027-01-01')).toBe(14)
})
