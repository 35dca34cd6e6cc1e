import { expect, it } from 'vitest'
import type { Measure } from '../../api/catalogue.ts'
import { commonDimensions, leftOutOf, parseExploration } from './question.ts'

const measure = (id: string, dimensions: string[]): Measure => ({
  ...{
    id,
    title: id,
    question: '?',
    formula: '',
    numerator: '',
    denominator: null,
    counts_observations: false,
    is_share: false,
    is_additive: true,
    explained_as: null,
    uses: [],
    unit: 'count',
  },
  dimensions,
})

it('reads names out of an address, each once and not too many', () => {
  expect(parseExploration({ metrics: 'gmv', by: ['country', 'country', 'drop table'], over: 'total' })).toEqual({
    metrics: ['gmv'],
    by: ['country'],
    over: 'total',
  })
  expect(parseExploration({ metrics: [...'abcdefgh'] }).metrics).toHaveLength(6)
  expect(parseExploration({ over: 'never' })).toEqual({})
})

it('names each dimension that is left out, and the measures that cannot be cut by it', () => {
  const some = [measure('a', ['country', 'lot']), measure('b', ['country']), measure('c', [])]
  expect(leftOutOf(some.slice(0, 2), ['country', 'lot'])).toEqual([{ dimension: 'lot', measures: ['b'] }])
  expect(leftOutOf(some, ['country'])).toEqual([{ dimension: 'country', measures: ['c'] }])
  expect(leftOutOf([], ['country'])).toEqual([])
})

it('offers only what every measure can be cut by', () => {
  expect(commonDimensions([measure('a', ['country', 'lot', 'plan']), measure('b', ['plan', 'country'])])).toEqual([
    'country',
    'plan',
  ])
  expect(commonDimensions([])).toEqual([])
})
