import { expect, test } from 'vitest'
import { startOfDayMs } from '../../src/platform/local-time.ts'
import { dateAt, endOfDay, isTimeZone, offsetMinutes, offsetTitle } from './zone.ts'

const hours = (date: string, zone: string) => (endOfDay(date, zone) - startOfDayMs(date, zone)) / 3_600_000
const at = (text: string) => Date.parse(text)

test('an offset follows daylight saving time', () => {
  expect(offsetMinutes(at('2026-01-15T12:00:00Z'), 'Europe/Madrid')).toBe(60)
  expect(offsetMinutes(at('2026-07-15T12:00:00Z'), 'Europe/Madrid')).toBe(120)
  expect(offsetMinutes(at('2026-07-15T12:00:00.999Z'), 'Asia/Kolkata')).toBe(330)
  expect(offsetMinutes(at('2026-01-15T12:00:00Z'), 'America/New_York')).toBe(-300)
})

test('an offset is written in hours and, where needed, minutes', () => {
  const noon = at('2026-01-15T12:00:00Z')
  expect(['UTC', 'Europe/Madrid', 'Asia/Kolkata', 'America/St_Johns'].map((zone) => offsetTitle(noon, zone))).toEqual([
    'UTC',
    'UTC+1',
    'UTC+5:30',
    'UTC−3:30',
  ])
})

test('the date depends on where one stands', () => {
  expect(dateAt(at('2026-10-01T23:30:00Z'), 'UTC')).toBe('2026-10-01')
  expect(dateAt(at('2026-10-01T23:30:00Z'), 'Europe/Madrid')).toBe('2026-10-02')
  expect(dateAt(at('2026-10-01T02:30:00Z'), 'America/New_York')).toBe('2026-09-30')
})

test('a day begins at local midnight', () => {
  expect(startOfDayMs('2026-10-01', 'UTC')).toBe(at('2026-10-01T00:00:00Z'))
  expect(startOfDayMs('2026-10-01', 'Europe/Madrid')).toBe(at('2026-09-30T22:00:00Z'))
  expect(startOfDayMs('2026-10-01', 'Asia/Kolkata')).toBe(at('2026-09-30T18:30:00Z'))
  expect(startOfDayMs('2026-10-01', 'Pacific/Kiritimati')).toBe(at('2026-09-30T10:00:00Z'))
})

test('the days on which the clocks change have 23 and 25 hours', () => {
  expect(hours('2026-03-29', 'Europe/Madrid')).toBe(23)
  expect(hours('2026-10-25', 'Europe/Madrid')).toBe(25)
  expect(hours('2026-03-08', 'America/New_York')).toBe(23)
  expect(hours('2026-10-26', 'Europe/Madrid')).toBe(24)
})

test('where the clocks skip midnight the day begins at one', () => {
  expect(startOfDayMs('2026-09-06', 'America/Santiago')).toBe(at('2026-09-06T04:00:00Z'))
  expect(hours('2026-09-06', 'America/Santiago')).toBe(23)
})

test('a zone is one that exists', () => {
  expect(isTimeZone('Europe/Madrid')).toBe(true)
  expect(isTimeZone('Mars/Olympus')).toBe(false)
})
