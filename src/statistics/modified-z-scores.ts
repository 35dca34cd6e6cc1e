/** A value held against those before it. */
export interface Scored {
  /** null where there is too little history, or one that never moved. */
  readonly score: number | null
  /** Of the history, null where there is too little. */
  readonly median: number | null
  /** The median absolute deviation of the history from its median. */
  readonly mad: number | null
}

/** 0.6745 is the 0.75 quantile of the normal distribution: a deviation of one MAD has this score. */
const ofMad = 0.6745
/** √(π/2): how much wider a normal distribution's deviation is than its mean absolute deviation. */
const ofMean = 1.253314

/**
 * Modified z-scores of a series in order of time, each against at most `window` values before it and at least `least`:
 * 0.6745 (x − median) / MAD (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993). Where more than half of the
 * history is one value, so that MAD is 0, the mean absolute deviation times 1.253314 stands in, as they propose.
 * Takes O(window) for each value: the history is kept in order.
 */
export function modifiedZScores(values: readonly number[], window: number, least: number): Scored[] {
  const history: number[] = []
  return values.map((value, index) => {
    const scored = history.length < least ? { score: null, median: null, mad: null } : scoreOf(value, history)
    history.splice(placeOf(value, history), 0, value)
    const leaving = values[index - window]
    if (leaving !== undefined) history.splice(placeOf(leaving, history), 1)
    return scored
  })
}

/** Median and median absolute deviation of values in order. */
export function spreadOf(sorted: readonly number[]): { median: number; mad: number } {
  const median = (at(sorted, (sorted.length - 1) >> 1) + at(sorted, sorted.length >> 1)) / 2
  return { median, mad: deviationOf(sorted, median) }
}

function scoreOf(value: number, sorted: readonly number[]): Scored {
  const { median, mad } = spreadOf(sorted)
  if (mad > 0) return { score: (ofMad * (value - median)) / mad, median, mad }
  const mean = sorted.reduce((sum, it) => sum + Math.abs(it - median), 0) / sorted.length
  return { score: mean === 0 ? null : (value - median) / (ofMean * mean), median, mad }
}

/** The median of the distances from the median: they grow both ways from the middle, so that two runs are merged. */
function deviationOf(sorted: readonly number[], median: number): number {
  const half = sorted.length >> 1
  let [left, right] = [placeOf(median, sorted) - 1, placeOf(median, sorted)]
  let [before, last] = [0, 0]
  for (let taken = 0; taken <= half; taken++) {
    const below = left < 0 ? Number.POSITIVE_INFINITY : median - at(sorted, left)
    const above = right >= sorted.length ? Number.POSITIVE_INFINITY : at(sorted, right) - median
    before = last
    if (below < above) {
      last = below
      left -= 1
    } else {
      last = above
      right += 1
    }
  }
  return sorted.length % 2 === 1 ? last : (before + last) / 2
}

const at = (sorted: readonly number[], index: number) => sorted[index] as number

/** The first place in order at which the value can stand. */
function placeOf(value: number, sorted: readonly number[]): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(sorted, middle) < value) low = middle + 1
    else high = middle
  }
  return low
}
