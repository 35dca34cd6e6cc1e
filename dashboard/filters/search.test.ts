import { expect, test } from 'vitest'
import { countFilters, dimensionFilters, parseFilters, rangeChoice } from './search.ts'

test('an empty address means the last 30 days', () => {
  expect(parseFilters({})).toEqual({})
  expect(rangeChoice({})).toEqual({ preset: 'last_30_days' })
})

test('every valid word is kept', () => {
  const search = {
    range: 'last_7_days',
    granularity: 'week',
    timezone: 'Europe/Madrid',
    country: ['ES', 'FR'],
    gateway: 'stripe',
  }
  expect(parseFilters(search)).toEqual({ ...search, gateway: ['stripe'] })
})

test('what is not valid is left out, and nothing else', () => {
  expect(
    parseFilters({
      range: 'forever',
      granularity: 'second',
      timezone: 'Mars/Olympus',
      gateway: 'stripe',
      colour: 'red',
    }),
  ).toEqual({ gateway: ['stripe'] })
})

test('two dates win over a preset', () => {
  const search = parseFilters({ range: 'today', from: '2026-10-01', to: '2026-11-01' })
  expect(search).toEqual({ from: '2026-10-01', to: '2026-11-01' })
  expect(rangeChoice(search)).toEqual({ from: '2026-10-01', to: '2026-11-01' })
})

test('one date is one day', () => {
  expect(parseFilters({ from: '2026-10-31' })).toEqual({ from: '2026-10-31', to: '2026-11-01' })
})

test('a range that ends before it begins, or spans centuries, is left out', () => {
  expect(parseFilters({ from: '2026-10-02', to: '2026-10-01' })).toEqual({})
  expect(parseFilters({ from: '1026-10-02', to: '2026-10-01' })).toEqual({})
})

test('values are taken once, the empty word included', () => {
  expect(parseFilters({ country: ['ES', 'ES', ''] })).toEqual({ country: ['ES', ''] })
})

test('filters are the dimensions only', () => {
  const search = parseFilters({ range: 'today', country: 'ES', channel: 'web' })
  expect(dimensionFilters(search)).toEqual({ country: ['ES'], channel: ['web'] })
  expect(countFilters(search)).toBe(2)
})
