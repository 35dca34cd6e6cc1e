import { expect, test } from 'vitest'
import { parseFilters } from '../../query/parse.ts'
import { composed, isName } from './text.ts'

test('what people type has one form, and what systems name is left as it is', () => {
  const [one, two] = ['é', 'e\u0301']
  expect(composed(two)).toBe(one)
  expect(parseFilters({ query: two, city: [two] }, '/filters').map(({ values }) => values)).toEqual([[one], [one]])
  expect(parseFilters({ lot: two, product_id: two }, '/filters').map(({ values }) => values)).toEqual([[two], [two]])
  expect(['lot', 'product_id', 'user_id', 'query', 'city'].map(isName)).toEqual([true, true, true, false, false])
})
