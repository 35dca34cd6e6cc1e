import jstat from 'jstat'
import type { Interval } from './interval.ts'

/**
 * The exact interval of a Poisson count (Garwood, Biometrika 28, 1936): by the quantiles of chi-square with 2k and
 * 2k + 2 degrees of freedom, halved, which are quantiles of the gamma distribution. Its low end is 0 for no events.
 * @param events a whole number, 0 or more
 */
export function poissonInterval(events: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2
  return {
    value: events,
    low: events === 0 ? 0 : jstat.gamma.inv(tail, events, 1),
    high: jstat.gamma.inv(1 - tail, events + 1, 1),
  }
}
