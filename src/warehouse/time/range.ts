import { isDate, isDateTime } from '../../events/formats.ts'
import { addDays, daysBetween, yearBefore } from '../../platform/calendar.ts'
import { toMicroseconds } from '../../platform/clock.ts'
import { startOfDayMs } from '../../platform/local-time.ts'
import { momentOfMicroseconds, momentOfMs } from './clickhouse-time.ts'

/** A span of time: moments in UTC with microseconds, `2026-10-01T10:00:41.000000Z`; `to` is not included. */
export interface Range {
  readonly from: string
  readonly to: string
}

export type Compare = 'previous_period' | 'previous_year'

/** The moment that a bound of a request means; undefined where it is neither a date nor a moment. */
export function momentOf(bound: string, zone: string): string | undefined {
  if (isDate(bound)) return momentOfMs(startOfDayMs(bound, zone))
  return isDateTime(bound) ? toMicroseconds(bound) : undefined
}

/**
 * The range to compare with. Between dates: as many local days just before, or the same dates a year before.
 * Otherwise: the same length just before, or the same UTC times a year before.
 */
export function previousRange(from: string, to: string, zone: string, compare: Compare): Range {
  if (isDate(from) && isDate(to)) {
    const [first, end] =
      compare === 'previous_year' ? [yearBefore(from), yearBefore(to)] : [addDays(from, -daysBetween(from, to)), from]
    return { from: momentOfMs(startOfDayMs(first, zone)), to: momentOfMs(startOfDayMs(end, zone)) }
  }
  const [start, end] = [from, to].map((bound) => momentOf(bound, zone) ?? bound) as [string, string]
  if (compare === 'previous_year') return { from: momentBefore(start), to: momentBefore(end) }
  return { from: momentOfMicroseconds(2n * microseconds(start) - microseconds(end)), to: start }
}

const momentBefore = (moment: string) => yearBefore(moment.slice(0, 10)) + moment.slice(10)

/** Microseconds since 1970. */
export const microseconds = (moment: string) =>
  BigInt(Date.parse(`${moment.slice(0, 19)}Z`)) * 1000n + BigInt(moment.slice(20, 26))

/** Whether both ends of the range are whole hours. */
export const isWholeHours = ({ from, to }: Range) => [from, to].every((moment) => moment.endsWith(':00:00.000000Z'))

export const milliseconds = (moment: string) => Date.parse(moment)
