import { addDays } from '../time/calendar.ts'
import { dateAt, endOfDay, startOfDay } from '../time/zone.ts'
import type { Range } from './range.ts'

/** The bounds of a question, as the API takes them: dates of the zone, or moments. `to` is not included. */
export interface Bounds {
  readonly from: string
  readonly to: string
}

const minuteMs = 60_000
const hourMs = 3_600_000

/** The period that a range is compared with: as many days just before. */
export const periodBefore = ({ from, days }: Range): Bounds => ({ from: addDays(from, -days), to: from })

/**
 * As much of the period before as has passed of an open range. Sixteen hours of today compared with the whole of
 * yesterday would be a fall that never happened. Over more than two days the cut lies on a whole hour, which the
 * service answers from its sums; for less it lies on the minute.
 * @returns null where the whole period before is the right one, or nothing of the range has passed yet.
 */
export function passedBefore(range: Range, nowMs: number, zone: string): Bounds | null {
  if (!range.open) return null
  const today = dateAt(nowMs, zone)
  const then = addDays(today, -range.days)
  const start = startOfDay(then, zone)
  const same = start + (nowMs - startOfDay(today, zone))
  // On a day of 23 hours, evening comes sooner.
  const cut = Math.min(same, endOfDay(then, zone))
  const step = range.days > 2 ? hourMs : minuteMs
  const to = Math.floor(cut / step) * step
  const { from } = periodBefore(range)
  return to > startOfDay(from, zone) ? { from, to: new Date(to).toISOString() } : null
}
