/** A probability that was predicted, and whether the event happened. */
export interface Outcome {
  readonly probability: number
  readonly happened: boolean
}

/** The mean squared difference of probability and outcome: 0 is best (Brier 1950, Monthly Weather Review 78, 1–3). */
export const brierScore = (outcomes: readonly Outcome[]): number =>
  outcomes.reduce((sum, { probability, happened }) => sum + (probability - Number(happened)) ** 2, 0) / outcomes.length

/**
 * The probability that a case that happened was predicted to be likelier than one that did not, ties counted half: the
 * area under the ROC curve (Hanley and McNeil 1982, Radiology 143, 29–36). null where all came out alike.
 */
export function areaUnderCurve(outcomes: readonly Outcome[]): number | null {
  const sorted = outcomes.toSorted((a, b) => a.probability - b.probability)
  let [ranks, positives, start] = [0, 0, 0]
  while (start < sorted.length) {
    let end = start
    while (sorted[end + 1]?.probability === sorted[start]?.probability && end + 1 < sorted.length) end += 1
    for (let at = start; at <= end; at++) {
      if (sorted[at]?.happened !== true) continue
      positives += 1
      ranks += (start + end) / 2 + 1
    }
    start = end + 1
  }
  const negatives = sorted.length - positives
  if (positives === 0 || negatives === 0) return null
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** Predicted and observed probability, for cases of about the same prediction. */
export interface ReliabilityBin {
  readonly cases: number
  /** The mean probability. */
  readonly predicted: number
  /** The share that happened. */
  readonly observed: number
}

/** Cases in order of probability, in bins of about the same size; those of one probability share a bin (Murphy 1973). */
export function reliability(outcomes: readonly Outcome[], bins = 10): ReliabilityBin[] {
  const sorted = outcomes.toSorted((a, b) => a.probability - b.probability)
  const made: Outcome[][] = []
  for (const [index, outcome] of sorted.entries()) {
    const last = made.at(-1)
    const isTied = last?.at(-1)?.probability === outcome.probability
    if (last === undefined || (index >= (made.length * sorted.length) / bins && !isTied)) made.push([outcome])
    else last.push(outcome)
  }
  return made.map((bin) => ({
    cases: bin.length,
    predicted: bin.reduce((sum, { probability }) => sum + probability, 0) / bin.length,
    observed: bin.filter(({ happened }) => happened).length / bin.length,
  }))
}
