/** A row of features: which columns are not 0, and their values. */
export type SparseRow = readonly (readonly [column: number, value: number])[]

export interface Logistic {
  readonly intercept: number
  /** In log-odds for each unit of a column. */
  readonly coefficients: readonly number[]
  readonly converged: boolean
}

const mostSteps = 50
const tolerance = 1e-8

/**
 * Fits the probability of an outcome by logistic regression with a ridge penalty of ½ Σ coefficient² (le Cessie and van
 * Houwelingen 1992, Applied Statistics 41, 191–201), by Newton's method. The intercept is not penalised. Columns of one
 * category need no reference: the penalty draws each towards the average.
 */
export function fitLogistic(rows: readonly SparseRow[], outcomes: readonly boolean[], columns: number): Logistic {
  const size = columns + 1
  let weights = new Array<number>(size).fill(0)
  const share = outcomes.filter(Boolean).length / outcomes.length
  weights[columns] = Math.log(share / (1 - share))
  let before = lossOf(rows, outcomes, weights)
  for (let step = 0; step < mostSteps; step++) {
    const { gradient, hessian } = derivativesOf(rows, outcomes, weights)
    const direction = solve(hessian, gradient)
    let length = 1
    let next = weights
    let loss = before
    // Far from the minimum a whole step may go beyond it.
    do {
      next = weights.map((weight, at) => weight - length * (direction[at] as number))
      loss = lossOf(rows, outcomes, next)
      length /= 2
    } while (loss > before && length > 1e-6)
    const gained = before - loss
    if (gained >= 0) weights = next
    if (gained <= tolerance * (1 + Math.abs(loss))) return fitOf(weights, columns, true)
    before = loss
  }
  return fitOf(weights, columns, false)
}

/** The probability of the outcome for a row. */
export const probabilityOf = ({ intercept, coefficients }: Logistic, row: SparseRow): number =>
  1 / (1 + Math.exp(-row.reduce((sum, [column, value]) => sum + (coefficients[column] ?? 0) * value, intercept)))

const fitOf = (weights: readonly number[], columns: number, converged: boolean): Logistic => ({
  intercept: weights[columns] as number,
  coefficients: weights.slice(0, columns),
  converged,
})

const logOddsOf = (row: SparseRow, weights: readonly number[]) =>
  row.reduce((sum, [column, value]) => sum + (weights[column] as number) * value, weights.at(-1) as number)

function lossOf(rows: readonly SparseRow[], outcomes: readonly boolean[], weights: readonly number[]): number {
  let loss = 0
  for (const [index, row] of rows.entries()) {
    const odds = logOddsOf(row, weights)
    // log(1 + e^odds) − y · odds, without e to a large power.
    loss += Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))) - (outcomes[index] ? odds : 0)
  }
  return weights.slice(0, -1).reduce((sum, weight) => sum + (weight * weight) / 2, loss)
}

function derivativesOf(rows: readonly SparseRow[], outcomes: readonly boolean[], weights: readonly number[]) {
  const size = weights.length
  const gradient = weights.map((weight, at) => (at === size - 1 ? 0 : weight))
  const hessian = weights.map((_, at) => weights.map((_, other) => (at === other && at < size - 1 ? 1 : 0)))
  for (const [index, row] of rows.entries()) {
    const probability = 1 / (1 + Math.exp(-logOddsOf(row, weights)))
    const error = probability - Number(outcomes[index])
    const curvature = probability * (1 - probability)
    const cells = [...row, [size - 1, 1] as const]
    for (const [column, value] of cells) {
      gradient[column] = (gradient[column] as number) + error * value
      const line = hessian[column] as number[]
      for (const [other, factor] of cells) line[other] = (line[other] as number) + curvature * value * factor
    }
  }
  return { gradient, hessian }
}

/** Solves a symmetric positive definite system by Cholesky's decomposition (Golub and Van Loan, algorithm 4.2.1). */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length
  const lower = matrix.map(() => new Array<number>(size).fill(0))
  const at = (row: number, column: number) => lower[row]?.[column] as number
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row]?.[column] as number
      for (let inner = 0; inner < column; inner++) sum -= at(row, inner) * at(column, inner)
      const line = lower[row] as number[]
      line[column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(column, column)
    }
  }
  const forward: number[] = []
  for (let row = 0; row < size; row++) {
    forward.push((right[row] as number) - forward.reduce((sum, value, inner) => sum + at(row, inner) * value, 0))
    forward[row] = (forward[row] as number) / at(row, row)
  }
  const solution = new Array<number>(size).fill(0)
  for (let row = size - 1; row >= 0; row--) {
    let sum = forward[row] as number
    for (let below = row + 1; below < size; below++) sum -= at(below, row) * (solution[below] as number)
    solution[row] = sum / at(row, row)
  }
  return solution
}
