import { addDays, isCalendarDate, yearBefore } from '../../src/platform/calendar.ts'
import { startOfDayMs } from '../../src/platform/local-time.ts'
import { dateAt, endOfDay, momentOf } from '../time/zone.ts'
import type { Range } from './range.ts'

/** The bounds of a question, as the API takes them: dates of the zone, or moments. `to` is not included. */
export interface Bounds {
  readonly from: string
  readonly to: string
}

/** What a range can be compared with, in the words of the API; `none` is ours. */
export const comparisons = {
  previous_period: 'Previous period',
  previous_year: 'Last year',
  none: 'No comparison',
} as const
export type Comparison = keyof typeof comparisons

export const isComparison = (word: unknown): word is Comparison =>
  typeof word === 'string' && Object.hasOwn(comparisons, word)

const minuteMs = 60_000
const hourMs = 3_600_000

const shifted = (moment: string, byMs: number) => new Date(Date.parse(moment) + byMs).toISOString()

/** The period that a range is compared with, as the service takes it too: see `previousRange` in src/warehouse/time/range.ts. */
export function comparedPeriod({ from, to, days, startMs, endMs }: Range, comparison: Comparison): Bounds | null {
  if (comparison === 'none') return null
  const whole = isCalendarDate(from) && isCalendarDate(to)
  if (comparison === 'previous_year') {
    const before = (bound: string) => yearBefore(bound.slice(0, 10)) + bound.slice(10)
    return { from: before(from), to: before(to) }
  }
  return { from: whole ? addDays(from, -days) : shifted(from, startMs - endMs), to: from }
}

/**
 * As much of the compared period as has passed of an open range. Sixteen hours of today compared with the whole of
 * yesterday would be a fall that never happened. Over more than two days the cut is at a whole hour, which the
 * service answers from its sums; for less it is at the minute.
 * @returns null where the whole period is the right one, or nothing of the range has passed yet.
 */
export function passedOf(compared: Bounds, range: Range, nowMs: number, zone: string): Bounds | null {
  if (!range.open) return null
  const startMs = momentOf(compared.from, zone)
  const step = range.days > 2 ? hourMs : minuteMs
  const to = Math.floor(sameTime(compared, range, nowMs, zone) / step) * step
  return to > startMs ? { from: compared.from, to: new Date(to).toISOString() } : null
}

/** The instant of the compared period that now corresponds to: by the clock where the range is one of days. */
function sameTime(compared: Bounds, range: Range, nowMs: number, zone: string): number {
  if (!isCalendarDate(range.from)) return momentOf(compared.from, zone) + (nowMs - range.startMs)
  const today = dateAt(nowMs, zone)
  // As many days after the start of the one as today is after the start of the other.
  const passedDays = Math.round((Date.parse(today) - Date.parse(range.from)) / 86_400_000)
  const then = addDays(compared.from, passedDays)
  // On a day of 23 hours, evening comes sooner.
  return Math.min(startOfDayMs(then, zone) + (nowMs - startOfDayMs(today, zone)), endOfDay(then, zone))
}
