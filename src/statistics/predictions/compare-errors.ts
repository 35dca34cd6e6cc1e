import jstat from 'jstat'
import type { Interval } from '../interval.ts'

/** Pairs below which an interval of their difference says nothing. */
const leastPairs = 10

/**
 * The mean difference of paired errors, challenger less champion, with its interval of 95 % by the normal distribution: below
 * 0 the challenger is better. Of predictions about the same thing, so that what was hard for one was hard for the other.
 * @returns null of fewer than 10 pairs
 */
export function compareErrors(differences: readonly number[]): Interval | null {
  const count = differences.length
  if (count < leastPairs) return null
  const value = differences.reduce((sum, it) => sum + it, 0) / count
  const variance = differences.reduce((sum, it) => sum + (it - value) ** 2, 0) / (count - 1)
  const reach = jstat.normal.inv(0.975, 0, 1) * Math.sqrt(variance / count)
  return { value, low: value - reach, high: value + reach }
}
