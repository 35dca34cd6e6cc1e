import { startOfDayMs } from '../../src/platform/local-time.ts'
import { dateAt } from '../time/zone.ts'

const dayMs = 86_400_000

/** When the events of a tenant begin. Before that there is no data, which is not zero. */
export interface DataStart {
  readonly ms: number
  /** "data starts 31 Aug 2026" */
  readonly reason: string
}

/** @param dataFrom as an answer's `meta` has it; without one nothing is left out */
export function dataStart(dataFrom: string | null | undefined, zone: string): DataStart | null {
  if (dataFrom === null || dataFrom === undefined) return null
  const ms = Date.parse(dataFrom)
  const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: zone })
  return { ms, reason: `data starts ${date.format(ms)}` }
}

/**
 * Why a period cannot be compared with; null where it can. A period of days may begin on the day of the first event, since
 * businesses do not sell at midnight; a shorter one may not begin before its hour.
 */
export function whyIncomparable(start: DataStart | null, startMs: number, endMs: number, zone: string): string | null {
  if (start === null) return null
  const isOfDays = endMs - startMs > 2 * dayMs
  const earliest = isOfDays ? startOfDayMs(dateAt(start.ms, zone), zone) : start.ms
  return startMs < earliest ? start.reason : null
}
