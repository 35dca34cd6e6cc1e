import { expect, test } from 'vitest'
import { parseAddress, writeAddress } from './address.ts'

test('a repeated key is a list', () => {
  expect(parseAddress('?range=today&country=ES&country=FR')).toEqual({ range: 'today', country: ['ES', 'FR'] })
})

test('what is written is read back', () => {
  const search = { range: 'today', country: ['ES', 'FR & DE'], gateway: '' }
  expect(parseAddress(writeAddress(search))).toEqual(search)
})

test('what is not set is not written', () => {
  expect(writeAddress({ range: undefined, country: [] })).toBe('')
  expect(writeAddress({})).toBe('')
})

test('numbers stay text', () => {
  expect(parseAddress('?category=42')).toEqual({ category: '42' })
})
