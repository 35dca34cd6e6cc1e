import type { QueryRow } from '../api/query.ts'
import type { Bucket } from './buckets.ts'
import type { DataStart } from './coverage.ts'
import { type Observed, observedIn } from './observed.ts'

/** The value of a bucket without a row: nothing happened (0), or unknown (null). */
export type Absent = 0 | null

export interface Series {
  /** One value for each bucket that has begun. */
  readonly values: readonly (number | null)[]
  /** True when the last value is of a bucket that still runs. */
  readonly unfinished: boolean
  /** On what each value rests; undefined where nothing is told of any. */
  readonly observed?: readonly (Observed | null)[]
}

const isNumber = (value: unknown): value is number => typeof value === 'number'

/**
 * The values of one metric on the time axis. Rows exist only for buckets with data; the others are filled.
 * Buckets in the future have no value, so that no line falls to zero there, and neither has a zero before the
 * first event of the tenant.
 */
export function seriesOf(
  rows: readonly QueryRow[],
  buckets: readonly Bucket[],
  metric: string,
  absent: Absent,
  nowMs: number,
  start: DataStart | null = null,
): Series {
  const byTime = new Map(rows.map((row) => [Date.parse(row.time), row]))
  const begun = buckets.filter(({ startMs }) => startMs <= nowMs)
  const valueAt = (time: string) => {
    const row = byTime.get(Date.parse(time))
    if (row === undefined) return absent
    const value = row[metric]
    return isNumber(value) ? value : null
  }
  const values = begun.map(({ time, endMs }) => {
    const value = valueAt(time)
    return value === 0 && start !== null && endMs <= start.ms ? null : value
  })
  const last = begun.at(-1)
  const unfinished = last !== undefined && last.endMs > nowMs
  const observed = begun.map(({ time }) => observedIn(byTime.get(Date.parse(time)), metric))
  return observed.some((it) => it !== null) ? { values, unfinished, observed } : { values, unfinished }
}

/** Rows by the currency of their amounts; under '' those without one, which is all of them in the usual case. */
export function rowsByCurrency(rows: readonly QueryRow[]): Map<string, QueryRow[]> {
  const found = new Map<string, QueryRow[]>()
  for (const row of rows) {
    const currency = row.currency ?? ''
    const known = found.get(currency)
    if (known) known.push(row)
    else found.set(currency, [row])
  }
  return found
}
