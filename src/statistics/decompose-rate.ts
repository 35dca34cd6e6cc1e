import type { Effect } from './decompose-sum.ts'

/** A rate and on how many observations it rests; without any there is no rate. */
export interface RateSide {
  readonly rate: number | null
  readonly n: number
}

export interface RateSegment {
  readonly previous: RateSide
  readonly current: RateSide
}

/** The variance of a rate over `n` observations; null where it is not known. */
export type RateVariance = (rate: number, n: number) => number | null

/**
 * The change of a rate by its segments, each by its share w of the observations and its own rate r:
 *
 *     rate effect = (w₀ + w₁)/2 · (r₁ − r₀)        mix effect = (w₁ − w₀) · ((r₀ + r₁)/2 − (R₀ + R₁)/2)
 *
 * Where the segments are all observations, once each, both effects of all of them add up to R₁ − R₀ exactly: E. M. Kitagawa,
 * Components of a Difference Between Two Rates, JASA 50 (1955), 1168–1194; P. Das Gupta, Standardization and Decomposition of Rates,
 * US Bureau of the Census P23-186 (1993). That rates are held against their mean over all changes no sum, as shares add up to 1; by
 * it a segment that gains a share raises the whole only if its rate is above that of the others. A segment that is there on one
 * side alone has no change of its rate: all that it adds is mix. Had all rates changed alike, and no share, each segment would have
 * added its share of the rate effects: that is what is expected of it.
 */
export function decomposeRate(
  whole: { readonly previous: { rate: number; n: number }; readonly current: { rate: number; n: number } },
  segments: readonly RateSegment[],
  varianceOf: RateVariance,
): Effect[] {
  const { previous: before, current: now } = whole
  const middle = (before.rate + now.rate) / 2
  const parts = segments.map(({ previous, current }) => {
    const r0 = previous.rate ?? current.rate ?? middle
    const r1 = current.rate ?? r0
    const [w0, w1] = [previous.n / before.n, current.n / now.n]
    const weight = (w0 + w1) / 2
    const distance = (r0 + r1) / 2 - middle
    const isOneSided = previous.n === 0 || current.n === 0
    const ofRates = isOneSided ? 0 : both(varianceOf(r0, previous.n), varianceOf(r1, current.n))
    const share = Math.min(1, (previous.n + current.n) / (before.n + now.n))
    const ofMix = distance ** 2 * share * (1 - share) * (1 / before.n + 1 / now.n)
    return { rate: weight * (r1 - r0), mix: (w1 - w0) * distance, weight, ofRates, ofMix }
  })
  const alike = parts.reduce((sum, { rate }) => sum + rate, 0)
  return parts.map(({ rate, mix, weight, ofRates, ofMix }) => {
    const error = (factor: number) =>
      ofRates === null ? null : Math.sqrt(weight ** 2 * ofRates * Math.max(0, factor) + ofMix)
    return {
      ...{ contribution: rate + mix, expected: weight * alike, mix, rate },
      // The rate of the whole changes with that of the segment, which is a part of it.
      ...{ error: error(1), excessError: error(1 - weight) },
    }
  })
}

const both = (one: number | null, other: number | null) => (one === null || other === null ? null : one + other)

/**
 * Of shares, with a success and a failure added so that few observations that are all alike do not look certain (A. Agresti and
 * B. Caffo, The American Statistician 54 (2000), 280–288); of rates above 1, of events that come independently (Poisson).
 */
export const rateVariance: RateVariance = (rate, n) => {
  if (rate > 1) return rate / n
  const p = (rate * n + 1) / (n + 2)
  return (p * (1 - p)) / (n + 2)
}
