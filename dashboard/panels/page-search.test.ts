import { expect, it } from 'vitest'
import { parsePageSearch } from './page-search.ts'

it('accepts valid names and leaves out everything else', () => {
  expect(parsePageSearch({ metric: 'gmv', panel: 'by_gateway' })).toEqual({ metric: 'gmv', panel: 'by_gateway' })
  expect(parsePageSearch({ display: 'wall', span: 'x' })).toEqual({ display: 'wall' })
  expect(parsePageSearch({ metric: ['gmv', 'aov'], panel: '../x', country: 'ES' })).toEqual({})
})
