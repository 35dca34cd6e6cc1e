import { addDays, daysBetween } from '../../platform/calendar.ts'
import { offsetMs, startOfDayMs } from '../../platform/local-time.ts'

/** Calendar periods: days, weeks from Monday, months. Each is named by its first day, YYYY-MM-DD. */
export type Period = 'day' | 'week' | 'month'

/** SQL of the first day of the period in which a moment lies, in the request's time zone. */
export function periodSql(period: Period, moment: string): string {
  const day = `toDate32(${moment}, {timezone:String})`
  if (period === 'day') return day
  return period === 'week' ? `toMonday(${day})` : `toStartOfMonth(${day})`
}

/** SQL of how many periods lie between the first days of two of them. */
export const periodsSql = (period: Period, from: string, to: string): string =>
  period === 'week' ? `intDiv(dateDiff('day', ${from}, ${to}), 7)` : `dateDiff('${period}', ${from}, ${to})`

/** The first day of the period in which the last moment before `to` lies. */
export function lastPeriod(period: Period, to: string, zone: string): string {
  const last = Date.parse(to) - 1
  return periodOf(period, new Date(last + offsetMs(last, zone)).toISOString().slice(0, 10))
}

/** The first day of the period in which a day lies. */
export function periodOf(period: Period, day: string): string {
  if (period === 'day') return day
  if (period === 'month') return `${day.slice(0, 7)}-01`
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))
}

/** Whether the period that begins on a day has ended by a moment. */
export function isOver(period: Period, day: string, by: string, zone: string): boolean {
  const next = period === 'month' ? periodOf('month', addDays(day, 31)) : addDays(day, period === 'week' ? 7 : 1)
  return startOfDayMs(next, zone) <= Date.parse(by)
}

/** How many periods lie between the first days of two of them. */
export function periodsBetween(period: Period, from: string, to: string): number {
  if (period === 'day') return daysBetween(from, to)
  if (period === 'week') return daysBetween(from, to) / 7
  const months = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
  return months(to) - months(from)
}
