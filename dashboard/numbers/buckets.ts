import { addDays, addMonths, type CalendarDate, startOfMonth, startOfWeek } from '../../src/platform/calendar.ts'
import { startOfDayMs } from '../../src/platform/local-time.ts'
import type { Granularity } from '../time/granularity.ts'
import { dateAt, localTimeAt, momentOf } from '../time/zone.ts'

/** One step of the time axis. */
export interface Bucket {
  /** As the API names it: the first day, or for hours the RFC 3339 moment in UTC. */
  readonly time: string
  readonly startMs: number
  readonly endMs: number
}

const hourMs = 3_600_000

function hours(firstMs: number, endMs: number, zone: string): Bucket[] {
  const buckets: Bucket[] = []
  const minutesPast = Number(localTimeAt(firstMs, zone).slice(14))
  for (let startMs = firstMs - minutesPast * 60_000; startMs < endMs; startMs += hourMs) {
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
 * Every bucket that touches the range (dates of the zone, or moments), with or without data. The first week or month may begin before the range;
 * the answer's rows name it the same way.
 */
export function bucketsOf(from: string, to: string, granularity: Granularity, zone: string): Bucket[] {
  const [firstMs, endMs] = [momentOf(from, zone), momentOf(to, zone)]
  if (granularity === 'hour') return hours(firstMs, endMs, zone)
  const buckets: Bucket[] = []
  let date = first[granularity](dateAt(firstMs, zone))
  for (let startMs = startOfDayMs(date, zone); startMs < endMs; ) {
    const following = next[granularity](date)
    const end = startOfDayMs(following, zone)
    buckets.push({ time: date, startMs, endMs: end })
    date = following
    startMs = end
  }
  return buckets
}
