import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { modifiedZScores, spreadOf } from './modified-z-scores.ts'

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b)
const medianOf = (values: readonly number[]) => {
  const order = sorted(values)
  return ((order[Math.floor((order.length - 1) / 2)] as number) + (order[Math.floor(order.length / 2)] as number)) / 2
}

describe('scores', () => {
  test('those of a value after 2, 4, 4, 5 and 7 are worked out by hand', () => {
    // median 4; distances 2, 0, 0, 1 and 3: their median is 1
    const [last] = modifiedZScores([2, 4, 4, 5, 7, 10], 288, 5).slice(-1)
    expect(last).toEqual({ score: 0.6745 * 6, median: 4, mad: 1 })
  })

  test('the mean distance stands in where most of the history is one value', () => {
    // median 5 and MAD 0; the distances are 0, 0, 0 and 4, so their mean is 1
    const [last] = modifiedZScores([5, 5, 5, 9, 8], 288, 4).slice(-1)
    expect(last).toEqual({ score: 3 / 1.253314, median: 5, mad: 0 })
  })

  test('a history that never moved gives none', () => {
    expect(modifiedZScores([5, 5, 5, 9], 288, 3).at(-1)).toEqual({ score: null, median: 5, mad: 0 })
  })

  test('too little history gives none', () => {
    expect(modifiedZScores([1, 2, 3], 288, 3)).toEqual(Array(3).fill({ score: null, median: null, mad: null }))
  })

  test('what lies before the window is forgotten', () => {
    // of 100, 1, 2, 3 only the last three are looked at: median 2, MAD 1
    expect(modifiedZScores([100, 1, 2, 3, 4], 3, 3).at(-1)).toEqual({ score: 0.6745 * 2, median: 2, mad: 1 })
  })
})

test('the spread is that of its definition, whatever the values', () => {
  const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(values, (given) => {
      const median = medianOf(given)
      expect(spreadOf(sorted(given))).toEqual({ median, mad: medianOf(given.map((it) => Math.abs(it - median))) })
    }),
  )
})
