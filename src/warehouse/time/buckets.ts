import { addDays, daysBetween } from '../../platform/calendar.ts'
import { offsetMs, startOfDayMs } from '../../platform/local-time.ts'
import { hourMoment, momentOfMs } from './clickhouse-time.ts'
import type { Granularity } from './granularity.ts'
import { hourStartMs } from './hour-start.ts'
import { milliseconds, type Range } from './range.ts'
import { hasWholeHours } from './zone.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The calendar date of a moment (milliseconds) in a zone. */
export const dateOf = (momentMs: number, zone: string) =>
  new Date(momentMs + offsetMs(momentMs, zone)).toISOString().slice(0, 10)

/** The name of the bucket that begins with or holds a date. */
function bucketOfDate(date: string, granularity: 'day' | 'week' | 'month'): string {
  if (granularity === 'day') return date
  if (granularity === 'month') return `${date.slice(0, 8)}01`
  return addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7))
}

function nextDate(date: string, granularity: 'day' | 'week' | 'month'): string {
  if (granularity !== 'month') return addDays(date, granularity === 'day' ? 1 : 7)
  return `${addDays(date, 31).slice(0, 8)}01`
}

/**
 * The times of the buckets of a range, in order, as answers give them; a single null for total. `first`: no bucket
 * before the one of this time.
 */
export function* bucketsOf({ from, to }: Range, granularity: Granularity, zone: string, first?: string) {
  if (granularity === 'total') {
    yield null
    return
  }
  const [start, end] = [milliseconds(from), milliseconds(to)]
  if (granularity === 'hour') {
    const whole = hasWholeHours(start, end, zone)
    const begin = (moment: number) => (whole ? moment - (moment % hourMs) : hourStartMs(moment, zone))
    const from = first === undefined ? start : Math.max(start, Date.parse(first))
    for (let hour = begin(from); hour < end; hour = begin(hour + hourMs)) {
      yield hourMoment(hour)
    }
    return
  }
  const opening = bucketOfDate(dateOf(start, zone), granularity)
  const last = dateOf(end - 1, zone)
  for (
    let date = first === undefined || first < opening ? opening : first;
    date <= last;
    date = nextDate(date, granularity)
  ) {
    yield date
  }
}

/** The part of a range that a bucket holds, in milliseconds. */
export function spanOf(time: string | null, { from, to }: Range, granularity: Granularity, zone: string) {
  const [start, end] = [milliseconds(from), milliseconds(to)]
  if (time === null || granularity === 'total') return { start, end }
  const [opens, closes] =
    granularity === 'hour'
      ? [Date.parse(time), hourStartMs(Date.parse(time) + hourMs, zone)]
      : [startOfDayMs(time, zone), startOfDayMs(nextDate(time, granularity), zone)]
  return { start: Math.max(start, opens), end: Math.min(end, closes) }
}

/** Days of a bucket within the range, with parts of a day; a day on which clocks change is one. */
export function daysIn(time: string | null, range: Range, granularity: Granularity, zone: string): number {
  const { start, end } = spanOf(time, range, granularity, zone)
  return (end + offsetMs(end, zone) - start - offsetMs(start, zone)) / dayMs
}

/** Whether the part of a range that a bucket holds is a calendar month, whole and no more. */
export function isMonth(time: string | null, range: Range, granularity: Granularity, zone: string): boolean {
  const { start, end } = spanOf(time, range, granularity, zone)
  const first = dateOf(start, zone)
  const isFirst = first.endsWith('-01') && startOfDayMs(first, zone) === start
  return isFirst && startOfDayMs(nextDate(first, 'month'), zone) === end
}

/** The days that a bucket touches: the first and the last date, and how many. */
export function datesIn(time: string | null, range: Range, granularity: Granularity, zone: string) {
  const { start, end } = spanOf(time, range, granularity, zone)
  const [first, last] = [dateOf(start, zone), dateOf(end - 1, zone)]
  return { first, last, count: Math.max(0, daysBetween(first, last) + 1) }
}

/** Days from 1970 to a date. */
export const dayNumber = (date: string) => daysBetween('1970-01-01', date)

/** The clock of a sender may be five minutes ahead (contract, section 1). */
const aheadMs = 300_000

/** The part of a range that has begun; an instant where it has not. */
export function begun({ from, to }: Range, now: number): Range {
  const soon = momentOfMs(now + aheadMs)
  return { from, to: soon < to ? (soon > from ? soon : instantAfter(from)) : to }
}

const instantAfter = (moment: string) => momentOfMs(Date.parse(moment) + 1)
