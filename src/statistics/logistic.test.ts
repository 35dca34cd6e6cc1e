import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fitLogistic, probabilityOf, type SparseRow } from './logistic.ts'

const folder = join(import.meta.dirname, '../../test/fixtures/logistic')

test('the fit is the one of scikit-learn', () => {
  const lines = readFileSync(join(folder, 'rows.csv'), 'utf8').trim().split('\n').slice(1)
  const cells = lines.map((line) => line.split(',').map(Number) as [number, number, number])
  const rows = cells.map(
    ([category, x]): SparseRow => [
      [category, 1],
      [3, x],
    ],
  )
  const outcomes = cells.map(([, , y]) => y === 1)
  const { intercept, coefficients, converged } = fitLogistic(rows, outcomes, 4)
  const expected = JSON.parse(readFileSync(join(folder, 'fit.json'), 'utf8'))
  expect(converged).toBe(true)
  expect(intercept).toBeCloseTo(expected.intercept, 4)
  for (const [at, value] of coefficients.entries()) expect(value).toBeCloseTo(expected.coefficients[at], 4)
})

test('outcomes that a column parts cleanly keep coefficients finite', () => {
  const rows = Array.from({ length: 100 }, (_, index): SparseRow => [[0, index < 50 ? -1 : 1]])
  const fit = fitLogistic(
    rows,
    rows.map(([cell]) => cell?.[1] === 1),
    1,
  )
  expect(fit.converged).toBe(true)
  expect(probabilityOf(fit, [[0, 1]])).toBeGreaterThan(0.9)
  expect(probabilityOf(fit, [[0, 1]])).toBeLessThan(1)
})
