import type { Measure } from './define.ts'

/** What comes again on many days: it counts once in each, so that days do not add up to their month. */
const returning: ReadonlySet<string> = new Set(['user_id', 'device_id', 'session_id'])

/**
 * Whether the values of buckets add up to that of all of them: counts and sums of events, and things to which an event happens once,
 * such as an order that is placed. Ratios, quantiles, levels and counts of persons do not.
 */
export function isAdditive({ denominator, sums, states, uses, records, unit }: Measure): boolean {
  const own = Object.values(sums)
  if (denominator !== null || uses.length > 0 || records !== undefined || Object.keys(states).length > 0) return false
  if (own.length === 0 || (unit !== 'count' && unit !== 'money')) return false
  return own.every(({ kind, of }) => kind === 'count' || kind === 'sum' || (kind === 'distinct' && !returning.has(of)))
}
