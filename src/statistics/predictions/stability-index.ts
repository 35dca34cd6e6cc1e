/** Values of each half for a share of a tenth to mean anything. */
const leastOfHalf = 50
const bins = 10

/**
 * The population stability index: Σ (later − earlier share) · ln(later / earlier share) over the tenths of the earlier values
 * (Siddiqi, Credit Risk Scorecards, 2006; below 0.1 stable, above 0.25 shifted). A share of none counts as half a value.
 * @returns null of fewer than 50 values on either side, or where the earlier ones are all alike
 */
export function stabilityIndex(earlier: readonly number[], later: readonly number[]): number | null {
  if (Math.min(earlier.length, later.length) < leastOfHalf) return null
  const sorted = earlier.toSorted((a, b) => a - b)
  const limits = Array.from(
    { length: bins - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / bins)] as number,
  )
  const edges = [...new Set(limits)]
  if (sorted[0] === sorted.at(-1)) return null
  const sharesOf = (values: readonly number[]) => {
    const counts = new Array<number>(edges.length + 1).fill(0)
    for (const value of values) {
      const above = edges.findLastIndex((edge) => value >= edge) + 1
      counts[above] = (counts[above] as number) + 1
    }
    return counts.map((count) => Math.max(count, 0.5) / values.length)
  }
  const [before, after] = [sharesOf(earlier), sharesOf(later)]
  return before.reduce((sum, share, at) => {
    const now = after[at] as number
    return sum + (now - share) * Math.log(now / share)
  }, 0)
}
