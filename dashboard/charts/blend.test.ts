import { expect, test } from 'vitest'
import { mix } from './blend.ts'

test('a colour lies as far between two as its share says', () => {
  expect(mix('#000000', '#ffffff', 0)).toBe('#000000')
  expect(mix('#000000', '#ffffff', 1)).toBe('#ffffff')
  expect(mix('#102030', '#304050', 0.5)).toBe('#203040')
})
