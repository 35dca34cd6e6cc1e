import jstat from 'jstat'
import type { Interval } from './interval.ts'

/** Events, and the exposure (such as devices) that they came from. */
export interface Rate {
  readonly events: number
  readonly exposure: number
}

/**
 * The ratio of two Poisson rates with its exact interval: given all events, those of the first are binomial, and
 * Clopper and Pearson's limits of their share are turned into limits of the ratio (Przyborowski and Wilenski, Biometrika
 * 31, 1940; R's poisson.test). `high` is Infinity where the second has no events, as is `value`.
 * null where there is no event at all, or one of them has no exposure.
 */
export function rateRatio(one: Rate, other: Rate, confidence = 0.95): Interval | null {
  const total = one.events + other.events
  if (total === 0 || one.exposure === 0 || other.exposure === 0) return null
  const tail = (1 - confidence) / 2
  const ratioOf = (share: number) => (share / (1 - share)) * (other.exposure / one.exposure)
  return {
    value: ratioOf(one.events / total),
    low: one.events === 0 ? 0 : ratioOf(jstat.beta.inv(tail, one.events, other.events + 1)),
    high:
      other.events === 0 ? Number.POSITIVE_INFINITY : ratioOf(jstat.beta.inv(1 - tail, one.events + 1, other.events)),
  }
}
