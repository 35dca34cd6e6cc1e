export interface BinShare {
  /** From 0. */
  readonly bin: number
  readonly count: number
  /** Of all counts; 0 where there are none. */
  readonly share: number
}

/** Counts by equal bins, each with its share of them all. */
export function binShares(counts: readonly number[]): BinShare[] {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count, bin) => ({ bin, count, share: all === 0 ? 0 : count / all }))
}

/** The limits of one of `bins` equal bins from 0 to 1: "0.3–0.4". */
export const binTitle = (bin: number, bins: number) =>
  `${Number((bin / bins).toFixed(2))}–${Number(((bin + 1) / bins).toFixed(2))}`

/** A share in the width of a column: whole percent, and what is little but not nothing as such. */
export const roughShare = (share: number) => (share > 0 && share < 0.01 ? '<1%' : `${Math.round(share * 100)}%`)
