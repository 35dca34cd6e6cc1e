/** Where a function is smallest, as far as the search came. */
export interface Minimum {
  readonly at: readonly number[]
  readonly value: number
  readonly converged: boolean
}

type Point = { readonly at: readonly number[]; readonly value: number }

/** Values that differ by less than this share of themselves are the same. */
const tolerance = 1e-9
const mostSteps = 2_000
const mostStarts = 8

/**
 * Finds a minimum without derivatives (Nelder and Mead, The Computer Journal 7(4), 1965), and begins anew where it ended
 * until that leads no lower, since a simplex may collapse before it has arrived. A value that is no number counts as high.
 */
export function minimise(of: (at: readonly number[]) => number, start: readonly number[]): Minimum {
  let best: Minimum = { at: start, value: Number.POSITIVE_INFINITY, converged: false }
  for (let begun = 0; begun < mostStarts; begun++) {
    const found = descend(of, best.at)
    const same = best.value - found.value <= tolerance * Math.abs(found.value)
    best = found.value <= best.value ? { ...found, converged: found.converged && same } : { ...best, converged: same }
    if (same && found.converged) return best
  }
  return best
}

function descend(of: (at: readonly number[]) => number, start: readonly number[]): Minimum {
  const point = (at: readonly number[]): Point => {
    const value = of(at)
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value }
  }
  const size = start.length
  const corners = start.map((_, corner) => start.map((value, index) => (index === corner ? value + 0.5 : value)))
  const simplex = [start, ...corners].map(point)
  for (let step = 0; step < mostSteps; step++) {
    simplex.sort((a, b) => a.value - b.value)
    const [best, worst, second] = [simplex[0], simplex[size], simplex[size - 1]] as [Point, Point, Point]
    const spread = worst.value - best.value
    if (spread <= tolerance * Math.abs(best.value)) return { ...best, converged: Number.isFinite(best.value) }
    const centre = start.map((_, index) =>
      simplex.slice(0, size).reduce((sum, { at }) => sum + (at[index] ?? 0) / size, 0),
    )
    const beyond = (factor: number) =>
      point(centre.map((middle, index) => middle + factor * (middle - (worst.at[index] ?? 0))))
    const reflected = beyond(1)
    if (reflected.value < best.value) {
      const expanded = beyond(2)
      simplex[size] = expanded.value < reflected.value ? expanded : reflected
    } else if (reflected.value < second.value) {
      simplex[size] = reflected
    } else {
      const contracted = beyond(reflected.value < worst.value ? 0.5 : -0.5)
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[size] = contracted
      else
        simplex.forEach(({ at }, index) => {
          if (index > 0) simplex[index] = point(at.map((value, axis) => (value + (best.at[axis] ?? 0)) / 2))
        })
    }
  }
  const best = simplex.reduce((low, it) => (it.value < low.value ? it : low))
  return { ...best, converged: false }
}
