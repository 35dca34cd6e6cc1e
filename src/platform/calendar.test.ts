import { expect, test } from 'vitest'
import { addDays, addMonths, daysBetween, isCalendarDate, startOfMonth, startOfWeek, yearBefore } from './calendar.ts'

test('a date is one that exists', () => {
  expect(isCalendarDate('2028-02-29')).toBe(true)
  expect(isCalendarDate('2026-02-29')).toBe(false)
  expect(isCalendarDate('2026-2-9')).toBe(false)
  expect(isCalendarDate('yesterday')).toBe(false)
})

test('days are added over the end of a month and a year', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  expect(daysBetween('2026-10-01', '2026-11-01')).toBe(31)
  expect(daysBetween('2026-10-05', '2026-10-01')).toBe(-4)
})

test('weeks start on Monday', () => {
  expect(startOfWeek('2026-10-01')).toBe('2026-09-28')
  expect(startOfWeek('2026-09-28')).toBe('2026-09-28')
  expect(startOfWeek('2026-10-04')).toBe('2026-09-28')
})

test('months are counted from their first day', () => {
  expect(startOfMonth('2026-10-31')).toBe('2026-10-01')
  expect(addMonths('2026-10-31', -1)).toBe('2026-09-01')
  expect(addMonths('2026-12-15', 1)).toBe('2027-01-01')
})

test('a date has a day a year before, the 28th for 29 February', () => {
  expect(yearBefore('2026-10-01')).toBe('2025-10-01')
  expect(yearBefore('2024-02-29')).toBe('2023-02-28')
})
