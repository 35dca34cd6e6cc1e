import { expect, test } from 'vitest'
import { areaUnderCurve, brierScore, reliability } from './probability-scores.ts'

const outcomes = [
  { probability: 0.1, happened: false },
  { probability: 0.4, happened: true },
  { probability: 0.4, happened: false },
  { probability: 0.8, happened: true },
]

test('scores worked out by hand', () => {
  // (0.01 + 0.36 + 0.16 + 0.04) / 4
  expect(brierScore(outcomes)).toBeCloseTo(0.1425, 12)
  // Of four pairs three are in order, one is a tie.
  expect(areaUnderCurve(outcomes)).toBe(3.5 / 4)
  expect(areaUnderCurve(outcomes.filter(({ happened }) => happened))).toBeNull()
})

test('bins hold cases of about the same probability, those of one probability together', () => {
  expect(reliability(outcomes, 2)).toEqual([
    { cases: 3, predicted: expect.closeTo(0.3, 12), observed: 1 / 3 },
    { cases: 1, predicted: 0.8, observed: 1 },
  ])
  expect(reliability([], 10)).toEqual([])
})
