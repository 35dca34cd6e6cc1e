/** What happened in one segment, before and now. `n` is how many events an amount is made of, null where that is not known. */
export interface SumSegment {
  readonly previous: number
  readonly current: number
  readonly n: { readonly previous: number | null; readonly current: number | null }
}

/** What a segment added to the change of the whole. */
export interface Effect {
  /** In the unit of the whole; those of all segments add up to its change. */
  readonly contribution: number
  /** What it would have added, had all segments changed alike. */
  readonly expected: number
  /** By a different share of the whole, and by a different rate of its own; null of sums, which have no rate. */
  readonly mix: number | null
  readonly rate: number | null
  /** Standard errors of the contribution and of contribution − expected; null where noise is not known. */
  readonly error: number | null
  readonly excessError: number | null
}

/** Squared coefficient of variation of the single amounts: 0 of counts; null where it is not known. */
export interface Dispersion {
  readonly previous: number | null
  readonly current: number | null
}

/**
 * The change of a sum by its segments. A segment is expected to grow as the whole does.
 *
 * Noise is that of a compound Poisson sum: the variance of n amounts with mean m is n·m²·(1 + cv²). Whether a segment departs from
 * the whole is judged by its share, as the difference of two binomial shares.
 */
export function decomposeSum(whole: SumSegment, segments: readonly SumSegment[], dispersion: Dispersion): Effect[] {
  const change = whole.current - whole.previous
  const spread = [dispersion.previous, dispersion.current].reduce<number | null>(
    (most, it) => (most === null || it === null ? null : Math.max(most, it)),
    0,
  )
  return segments.map((segment) => {
    const before = sumVariance(segment.previous, segment.n.previous, dispersion.previous)
    const now = sumVariance(segment.current, segment.n.current, dispersion.current)
    return {
      contribution: segment.current - segment.previous,
      expected: whole.previous === 0 ? 0 : (segment.previous / whole.previous) * change,
      mix: null,
      rate: null,
      error: before === null || now === null ? null : Math.sqrt(before + now),
      excessError: shareError(whole, segment, spread),
    }
  })
}

/** The variance of a sum of `n` amounts; null where it is not known. */
export function sumVariance(value: number, n: number | null, dispersion: number | null): number | null {
  if (n === null || dispersion === null) return null
  return n === 0 ? 0 : (value ** 2 / n) * (1 + dispersion)
}

/** The standard error of what a segment has beyond its former share of the whole. */
function shareError(whole: SumSegment, segment: SumSegment, spread: number | null): number | null {
  const { previous, current } = whole.n
  if (spread === null || previous === null || current === null) return null
  if (segment.n.previous === null || segment.n.current === null) return null
  if (previous === 0 || current === 0) return sumErrorOfOne(whole, spread)
  const share = Math.min(1, (segment.n.previous + segment.n.current) / (previous + current))
  return Math.abs(whole.current) * Math.sqrt(share * (1 - share) * (1 + spread) * (1 / previous + 1 / current))
}

/** Where there was nothing before, or is nothing now, all that there is is a change. */
function sumErrorOfOne({ previous, current, n }: SumSegment, spread: number): number {
  const [value, count] = previous === 0 ? [current, n.current] : [previous, n.previous]
  return Math.sqrt(sumVariance(value, count, spread) ?? 0)
}
