/**
 * Calendar dates as `YYYY-MM-DD`, apart from any time zone. The arithmetic runs on UTC midnights, where every
 * day has 24 hours.
 */
export type CalendarDate = string

const dayMs = 86_400_000

const utc = (date: CalendarDate) => Date.parse(`${date}T00:00:00Z`)
const iso = (ms: number): CalendarDate => new Date(ms).toISOString().slice(0, 10)

/** True for a date that exists: 2026-02-30 does not. */
export const isCalendarDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text)) && iso(utc(text)) === text

export const addDays = (date: CalendarDate, days: number): CalendarDate => iso(utc(date) + days * dayMs)

/** How many days lie between two dates; negative when `to` comes first. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => Math.round((utc(to) - utc(from)) / dayMs)

/** The same date a year before; 28 February for the 29th. */
export function yearBefore(date: CalendarDate): CalendarDate {
  const same = `${String(Number(date.slice(0, 4)) - 1).padStart(4, '0')}${date.slice(4)}`
  return isCalendarDate(same) ? same : `${same.slice(0, 8)}28`
}

/** The Monday of the date's week. */
export const startOfWeek = (date: CalendarDate): CalendarDate => {
  const weekday = new Date(utc(date)).getUTCDay()
  return addDays(date, -((weekday + 6) % 7))
}

export const startOfMonth = (date: CalendarDate): CalendarDate => `${date.slice(0, 7)}-01`

/** The first day of the month that lies `months` after the date's. */
export const addMonths = (date: CalendarDate, months: number): CalendarDate => {
  const day = new Date(utc(startOfMonth(date)))
  day.setUTCMonth(day.getUTCMonth() + months)
  return iso(day.getTime())
}
