import { addDays, type CalendarDate, isCalendarDate } from './calendar.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Formatters are slow to make and there is one per zone, so they are kept. */
function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, format)
  }
  return format
}

/** True for an IANA zone that this browser knows. */
export function isTimeZone(zone: string): boolean {
  try {
    formatFor(zone)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** What the clocks of the zone show at an instant, read as if it were UTC, in milliseconds. */
function wallClock(instantMs: number, zone: string): number {
  const part = Object.fromEntries(
    formatFor(zone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, value]),
  )
  return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`)
}

/** Minutes by which the zone is ahead of UTC at an instant. */
export function offsetMinutes(instantMs: number, zone: string): number {
  const wholeSecond = Math.floor(instantMs / 1000) * 1000
  return (wallClock(wholeSecond, zone) - wholeSecond) / 60_000
}

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

/** The first instant of a calendar date in the zone, in milliseconds. */
export function startOfDay(date: CalendarDate, zone: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  // The offset half a day earlier and later brackets a change on that day; the earliest instant that already shows
  // the date is its start, also where clocks skip midnight itself (Beirut, Santiago).
  const candidates = [-12, 12].map((hours) => midnight - offsetMinutes(midnight + hours * 3_600_000, zone) * 60_000)
  const onTheDay = candidates.filter((instant) => dateAt(instant, zone) === date)
  return Math.min(...(onTheDay.length > 0 ? onTheDay : candidates))
}

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
  isCalendarDate(bound) ? startOfDay(bound, zone) : Date.parse(bound)

/** The first instant after a calendar date in the zone, in milliseconds. */
export const endOfDay = (date: CalendarDate, zone: string): number => startOfDay(addDays(date, 1), zone)
