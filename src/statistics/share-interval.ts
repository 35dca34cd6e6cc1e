import type { Interval } from './interval.ts'

/** The 97.5 % quantile of the standard normal distribution. */
const z = 1.959963984540054

/**
 * The 95 % interval of a share by Wilson's score (J. Am. Stat. Assoc. 22, 1927), without continuity correction: it stays
 * between 0 and 1, and holds for few observations and for shares near either end too.
 * @param share of the observations, 0 to 1
 * @param observations how many there are, above 0
 */
export function shareInterval(share: number, observations: number): Interval {
  const squared = z * z
  const scale = 1 + squared / observations
  const middle = share + squared / (2 * observations)
  const reach = z * Math.sqrt((share * (1 - share)) / observations + squared / (4 * observations * observations))
  return {
    value: share,
    low: share === 0 ? 0 : (middle - reach) / scale,
    high: share === 1 ? 1 : (middle + reach) / scale,
  }
}
