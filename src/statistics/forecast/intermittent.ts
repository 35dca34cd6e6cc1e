/**
 * Demand that comes in some periods only. Both methods smooth the size of a demand, when there is one; they differ in
 * what they hold of how often there is.
 */

/** The smoothing constant that studies of these methods mostly use; they recommend 0.05 to 0.2 (Syntetos and Boylan 2005). */
export const usualSmoothing = 0.1

/**
 * Expected demand of each later period by Croston's method with the correction of Syntetos and Boylan: (1 − α/2) × size / interval.
 * Croston (1972), Operational Research Quarterly 23(3), 289–303; Syntetos and Boylan (2005), International Journal of Forecasting
 * 21(2), 303–314. Size and interval begin with the first demand and the periods up to it. 0 where there was no demand.
 */
export function crostonSba(demands: readonly number[], smoothing = usualSmoothing): number {
  let size: number | undefined
  let interval = 0
  let periods = 0
  for (const demand of demands) {
    periods += 1
    if (demand === 0) continue
    interval = size === undefined ? periods : interval + smoothing * (periods - interval)
    size = size === undefined ? demand : size + smoothing * (demand - size)
    periods = 0
  }
  return size === undefined ? 0 : ((1 - smoothing / 2) * size) / interval
}

/**
 * The same by the method of Teunter, Syntetos and Babai: probability × size. The probability of a demand is smoothed in each period,
 * so that it falls while none comes: an article that has ended is seen to end.
 * Teunter, Syntetos and Babai (2011), European Journal of Operational Research 214(3), 606–615. It begins with the share of
 * periods up to the first demand (1 / periods), and the first size.
 */
export function teunterSyntetosBabai(
  demands: readonly number[],
  smoothing = usualSmoothing,
  probabilitySmoothing = usualSmoothing,
): number {
  const first = demands.findIndex((demand) => demand !== 0)
  if (first === -1) return 0
  let size = demands[first] as number
  let probability = 1 / (first + 1)
  for (const demand of demands.slice(first + 1)) {
    const came = demand === 0 ? 0 : 1
    probability += probabilitySmoothing * (came - probability)
    if (came === 1) size += smoothing * (demand - size)
  }
  return probability * size
}

/**
 * Whether demand is intermittent: on average at least 1.32 periods lie between demands, the bound of Syntetos, Boylan and Croston
 * (2005), Journal of the Operational Research Society 56(5), 495–503.
 */
export function isIntermittent(demands: readonly number[]): boolean {
  const count = demands.filter((demand) => demand !== 0).length
  return count > 0 && demands.length / count >= 1.32
}
