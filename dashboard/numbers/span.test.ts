import { expect, test } from 'vitest'
import { formatSpan } from './span.ts'

test('a span is said in the largest unit of which it holds one', () => {
  expect([0.4, 43, 59.6, 60, 150, 5_400, 86_400, 1_080_000].map(formatSpan)).toEqual([
    ...['0.4 s', '43 s', '60 s', '1 min', '2.5 min', '1.5 h', '1 d', '13 d'],
  ])
  expect(formatSpan(null)).toBe('–')
})
