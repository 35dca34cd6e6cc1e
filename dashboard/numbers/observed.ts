import type { QueryRow } from '../api/query.ts'

/** On what a value rests. */
export interface Observed {
  /** How many observations. */
  readonly n: number
  /** The 95 % interval by Wilson, of a share; null where there is none. */
  readonly interval: Interval | null
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/** A point on fewer observations is hollow. */
export const fewObservations = 10

/** On how many observations a point of a share should rest. */
export const enoughObservations = 30

export const isFew = (observed: Observed | null | undefined): boolean =>
  observed !== null && observed !== undefined && observed.n < fewObservations

const numberAt = (row: QueryRow, id: string): number | null => {
  const value = row[id]
  return typeof value === 'number' ? value : null
}

/** On what the value of a measure in a row rests; null where the service does not tell. */
export function observedIn(row: QueryRow | undefined, metric: string): Observed | null {
  if (row === undefined) return null
  const n = numberAt(row, `${metric}_observations`)
  if (n === null) return null
  const low = numberAt(row, `${metric}_low`)
  const high = numberAt(row, `${metric}_high`)
  return { n, interval: low === null || high === null ? null : { low, high } }
}

/**
 * Whether the difference of two shares is within chance: its 95 % interval holds zero. The interval is made of those of the
 * shares (Newcombe, Statistics in Medicine 17, 1998, method 10).
 */
export function isWithinChance(
  current: number | null | undefined,
  previous: number | null | undefined,
  of: Interval | null | undefined,
  before: Interval | null | undefined,
): boolean {
  if (typeof current !== 'number' || typeof previous !== 'number' || !of || !before) return false
  const difference = current - previous
  const reach = difference > 0 ? [current - of.low, before.high - previous] : [of.high - current, previous - before.low]
  return Math.abs(difference) <= Math.hypot(...reach)
}
