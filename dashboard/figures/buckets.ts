import type { Granularity } from '../filters/granularity.ts'
import { addDays, addMonths, type CalendarDate, startOfMonth, startOfWeek } from '../time/calendar.ts'
import { startOfDay } from '../time/zone.ts'

/** One step of the time axis. */
export interface Bucket {
  /** As the API names it: the first day, or for hours the RFC 3339 moment in UTC. */
  readonly time: string
  readonly startMs: number
  readonly endMs: number
}

const hourMs = 3_600_000

function hours(from: CalendarDate, to: CalendarDate, zone: string): Bucket[] {
  const buckets: Bucket[] = []
  const endMs = startOfDay(to, zone)
  for (let startMs = startOfDay(from, zone); startMs < endMs; startMs += hourMs) {
    buckets.push({ time: new Date(startMs).toISOString(), startMs, endMs: startMs + hourMs })
  }
  return buckets
}

const first: Record<Exclude<Granularity, 'hour'>, (date: CalendarDate) => CalendarDate> = {
  day: (date) => date,
  week: startOfWeek,
  month: startOfMonth,
}

const next: Record<Exclude<Granularity, 'hour'>, (date: CalendarDate) => CalendarDate> = {
  day: (date) => addDays(date, 1),
  week: (date) => addDays(date, 7),
  month: (date) => addMonths(date, 1),
}

/**
 * Every bucket that touches the range, with or without data. The first week or month may begin before the range;
 * the answer's rows name it the same way.
 */
export function bucketsOf(from: CalendarDate, to: CalendarDate, granularity: Granularity, zone: string): Bucket[] {
  if (granularity === 'hour') return hours(from, to, zone)
  const buckets: Bucket[] = []
  for (let date = first[granularity](from); date < to; date = next[granularity](date)) {
    const startMs = startOfDay(date, zone)
    buckets.push({ time: date, startMs, endMs: startOfDay(next[granularity](date), zone) })
  }
  return buckets
}
