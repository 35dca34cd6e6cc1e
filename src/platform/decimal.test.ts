import { expect, test } from 'vitest'
import { decimalOf, numberOf, sumOf } from './decimal.ts'

test.each([
  [['0.1', '0.2'], 0.3],
  [['-0.000001', '0'], -0.000001],
  [['99999999999.123456', '-99999999999.123455'], 0.000001],
  [[], 0],
])('%j are %d together', (texts, sum) => {
  expect(numberOf(sumOf(texts.map(decimalOf)))).toBe(sum)
})
