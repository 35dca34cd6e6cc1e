import { expect, test } from 'vitest'
import { markPlaces } from './mark-places.ts'

test('marks stand where their values are on the common scale', () => {
  expect(markPlaces([{ value: 100 }, { value: null }, { value: 400 }], 800)).toEqual([
    { mark: 0, at: 12.5 },
    { mark: 2, at: 50 },
  ])
})

test('where all is zero there is no scale', () => {
  expect(markPlaces([{ value: 0 }], 0)).toEqual([])
})
