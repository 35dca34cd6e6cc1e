import { boundFor } from '../insights/explain/judge.ts'
import { rateVariance } from '../statistics/decompose-rate.ts'

/** A measure over a week; `n` are the observations of a rate, undefined of a count. */
export interface Week {
  readonly value: number
  readonly n?: number
}

/** A change smaller than this, of what there was, is not worth a sentence, however certain it is. */
const leastRelative = 0.1
/** A rate over fewer observations says little. */
const leastObservations = 10

/**
 * Whether a measure became worse, beyond what chance gives: of rates as the difference of two shares (Agresti and Caffo 2000), of
 * counts as that of two Poisson counts; and by a tenth at least, of a rate of what is the smaller of it and what is missing to 1.
 * @param looked how many measures are tested, so that in 95 of 100 cases none of them is reported by chance
 *   (Bonferroni)
 */
export function isWorse(previous: Week, current: Week, better: 'more' | 'less', looked: number): boolean {
  const change = current.value - previous.value
  if (better === 'more' ? change >= 0 : change <= 0) return false
  if (current.n === undefined || previous.n === undefined) {
    return (
      isBeyond(change, previous.value + current.value, looked) && Math.abs(change) >= leastRelative * previous.value
    )
  }
  if (Math.min(current.n, previous.n) < leastObservations) return false
  const variances = [rateVariance(previous.value, previous.n), rateVariance(current.value, current.n)]
  const variance = variances.reduce<number>((sum, it) => sum + (it ?? 0), 0)
  const base = previous.value > 1 ? previous.value : Math.min(previous.value, 1 - previous.value)
  return isBeyond(change, variance, looked) && Math.abs(change) >= leastRelative * base
}

const isBeyond = (change: number, variance: number, looked: number) =>
  variance > 0 && Math.abs(change) > boundFor(looked) * Math.sqrt(variance)
