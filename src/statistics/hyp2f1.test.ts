import { expect, test } from 'vitest'
import { hyp2f1 } from './hyp2f1.ts'

test('where it is a plain function (DLMF 15.4)', () => {
  expect(hyp2f1(1, 1, 2, 0.5)).toBeCloseTo(2 * Math.log(2), 12) // −ln(1 − z) / z
  expect(hyp2f1(3, 7, 7, 0.4)).toBeCloseTo(0.6 ** -3, 12) // (1 − z)⁻ᵃ
  expect(hyp2f1(-0.2, 2.5, 4, 0)).toBe(1)
})
