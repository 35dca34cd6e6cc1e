import { addDays, type CalendarDate, isCalendarDate } from '../../src/platform/calendar.ts'
import { offsetMs, startOfDayMs } from '../../src/platform/local-time.ts'

/** True for an IANA zone that this browser knows. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** What the clocks of the zone show at an instant, read as if it were UTC, in milliseconds. */
const wallClock = (instantMs: number, zone: string): number => instantMs + offsetMs(instantMs, zone)

/** Minutes by which the zone is ahead of UTC at an instant. */
export const offsetMinutes = (instantMs: number, zone: string): number => offsetMs(instantMs, zone) / 60_000

/** "UTC+5:30": how far the zone is from UTC at an instant. */
export function offsetTitle(instantMs: number, zone: string): string {
  const minutes = offsetMinutes(instantMs, zone)
  const size = Math.abs(minutes)
  const rest = size % 60 === 0 ? '' : `:${String(size % 60).padStart(2, '0')}`
  return minutes === 0 ? 'UTC' : `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest}`
}

/** The calendar date in the zone at an instant. */
export const dateAt = (instantMs: number, zone: string): CalendarDate =>
  new Date(wallClock(instantMs, zone)).toISOString().slice(0, 10)

/** True for a time of day of a calendar date, to the minute: `2026-10-31T08:30`. */
export const isLocalTime = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/.test(text) && isCalendarDate(text.slice(0, 10))

/** The instant at which the clocks of the zone show a local time; the first of two, or just after one they skip. */
export function instantOf(local: string, zone: string): number {
  const wall = Date.parse(`${local}:00Z`)
  const candidates = [-12, 12].map((hours) => wall - offsetMinutes(wall + hours * 3_600_000, zone) * 60_000)
  const exact = candidates.filter((instant) => wallClock(instant, zone) === wall)
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates)
}

/** The local time of an instant, to the minute. */
export const localTimeAt = (instantMs: number, zone: string): string =>
  new Date(wallClock(instantMs, zone)).toISOString().slice(0, 16)

/** The instant that a bound of a question means: the first one of a date in the zone, or a moment itself. */
export const momentOf = (bound: string, zone: string): number =>
  isCalendarDate(bound) ? startOfDayMs(bound, zone) : Date.parse(bound)

/** The first instant after a calendar date in the zone, in milliseconds. */
export const endOfDay = (date: CalendarDate, zone: string): number => startOfDayMs(addDays(date, 1), zone)
