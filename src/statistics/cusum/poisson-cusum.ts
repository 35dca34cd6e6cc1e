/** A day, or any other span: events, and how many are expected where nothing is wrong. */
export interface CountedSpan {
  readonly events: number
  readonly expected: number
}

/**
 * How a CUSUM of counts is set, before any data are seen (Lucas 1985, Technometrics 27, 129–144). It looks for a rate of `ratio`
 * times the expected one and signals at `limit`; it starts half way, so that what is bad from the start is found sooner (the
 * fast initial response of Lucas and Crosier 1982, Technometrics 24, 199–205).
 */
export interface CusumDesign {
  readonly ratio: number
  readonly limit: number
}

/**
 * The design of safety signals: a doubled rate, and one false signal in 500 events of what is as expected on average.
 * The limit follows from that by `averageRunLength`, as a test holds.
 */
export const safetyDesign: CusumDesign & { readonly runLength: number } = { ratio: 2, limit: 4.9, runLength: 500 }

/**
 * The CUSUM after each span: S = max(0, S + events · ln ratio − (ratio − 1) · expected), the logarithm of how much likelier the
 * raised rate is since whenever that is most. Spans of different exposure have different expectations (Steiner et al. 2000,
 * Biostatistics 1, 441–452).
 */
export function poissonCusum(spans: readonly CountedSpan[], { ratio, limit }: CusumDesign): number[] {
  let statistic = limit / 2
  return spans.map(({ events, expected }) => {
    statistic = Math.max(0, statistic + events * Math.log(ratio) - (ratio - 1) * expected)
    return statistic
  })
}
