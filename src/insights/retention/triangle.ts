import { Failure } from '../../platform/errors.ts'
import { type Period, periodsBetween } from '../../warehouse/time/period.ts'
import type { RetentionAnswer } from './request.ts'

/** Rows times periods: more than a page can show. */
export const mostCells = 200_000

/** How many of a cohort came back in its nth period; how many there are, under -1. */
export interface Count {
  readonly cohort: string
  readonly nth: number
  readonly count: number
}

/**
 * Rows by cohort, with a number for every period up to the last.
 * @param share of the persons or devices that was sampled; counts are scaled by it
 * @throws Failure query_too_large
 */
export function triangle(
  counts: readonly Count[],
  period: Period,
  last: string,
  share: number,
): Omit<RetentionAnswer['rows'][number], 'incomplete'>[] {
  const rows = new Map<string, { size: number; retained: number[] }>()
  let cells = 0
  for (const { cohort, nth, count } of counts) {
    const periods = periodsBetween(period, cohort, last) + 1
    if (!rows.has(cohort)) cells += periods
    if (cells > mostCells) throw new Failure('query_too_large', 'ask for a shorter range or for longer periods')
    const row = rows.get(cohort) ?? { size: 0, retained: Array(periods).fill(0) }
    const scaled = Math.round(count / share)
    if (nth < 0) row.size = scaled
    else row.retained[nth] = scaled
    rows.set(cohort, row)
  }
  return [...rows].map(([cohort, row]) => ({ cohort, ...row }))
}
