import type { CusumDesign } from './poisson-cusum.ts'

/**
 * How many events pass on average until a CUSUM of counts signals, by a Markov chain over its values (Brook and Evans 1972,
 * Biometrika 59, 539–549). Seen from event to event its steps do not depend on how busy days are: between two events the
 * expected number is exponential with mean 1 / `actual`, in which it falls, and each event lifts it by ln ratio.
 * @param actual the true rate over the expected one: 1 for false signals, above it for how long a true one takes
 */
export function averageRunLength({ ratio, limit }: CusumDesign, actual: number, states = 400): number {
  const lift = Math.log(ratio)
  const width = limit / states
  const fall = actual / (ratio - 1)
  // The share of steps from a value that end below another: it falls by an exponential, not below 0, and is lifted.
  const endsBelow = (from: number, to: number) =>
    to <= lift ? 0 : Math.min(1, Math.exp(-fall * Math.max(0, from + lift - to)))
  const middle = (state: number) => (state + 0.5) * width
  const matrix = Array.from({ length: states }, (_, from) =>
    Array.from({ length: states }, (_, to) => {
      const stays = endsBelow(middle(from), (to + 1) * width) - endsBelow(middle(from), to * width)
      return (from === to ? 1 : 0) - stays
    }),
  )
  const lengths = solve(matrix, new Array<number>(states).fill(1))
  const start = Math.min(states - 1, Math.floor(limit / 2 / width))
  // Half way lies on the border of two states.
  return ((lengths[start] as number) + (lengths[Math.max(0, start - 1)] as number)) / 2
}

/** Solves a linear system by Gaussian elimination with partial pivoting. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row]?.[column] as number) > Math.abs(matrix[pivot]?.[column] as number)) pivot = row
    }
    const [line, other] = [matrix[pivot] as number[], matrix[column] as number[]]
    ;[matrix[column], matrix[pivot]] = [line, other]
    ;[right[column], right[pivot]] = [right[pivot] as number, right[column] as number]
    for (let row = column + 1; row < size; row++) {
      const target = matrix[row] as number[]
      const factor = (target[column] as number) / (line[column] as number)
      if (factor === 0) continue
      for (let at = column; at < size; at++) target[at] = (target[at] as number) - factor * (line[at] as number)
      right[row] = (right[row] as number) - factor * (right[column] as number)
    }
  }
  const solution = new Array<number>(size).fill(0)
  for (let row = size - 1; row >= 0; row--) {
    const line = matrix[row] as number[]
    let sum = right[row] as number
    for (let at = row + 1; at < size; at++) sum -= (line[at] as number) * (solution[at] as number)
    solution[row] = sum / (line[row] as number)
  }
  return solution
}
