import jstat from 'jstat'

/** P(events ≤ k) of a Poisson distribution. */
const atMost = (k: number, mean: number) => (k < 0 ? 0 : 1 - jstat.lowRegGamma(k + 1, mean))

/** The least k with P(events ≤ k) ≥ p, by halving between bounds that hold it. */
function quantile(p: number, mean: number): number {
  let [low, high] = [-1, Math.ceil(mean + 10 * Math.sqrt(mean) + 20)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (atMost(middle, mean) >= p) high = middle
    else low = middle
  }
  return high
}

/** The quantile, moved between whole numbers so that the limits form a smooth funnel (Spiegelhalter, appendix A.1.1). */
function smoothQuantile(p: number, mean: number): number {
  const k = quantile(p, mean)
  const [above, below] = [atMost(k, mean), atMost(k - 1, mean)]
  return Math.max(0, k - (above - p) / (above - below))
}

/**
 * Control limits of a rate around its target by the exposure, from the exact Poisson distribution (Spiegelhalter,
 * Statistics in Medicine 24, 2005): outside of the limits of `coverage` a rate lies by chance alone that rarely.
 * @param target events per exposure, 0 or more
 * @param exposure above 0
 */
export function funnelLimits(target: number, exposure: number, coverage: number): { low: number; high: number } {
  const mean = target * exposure
  if (mean === 0) return { low: 0, high: 0 }
  const tail = (1 - coverage) / 2
  return { low: smoothQuantile(tail, mean) / exposure, high: smoothQuantile(1 - tail, mean) / exposure }
}
