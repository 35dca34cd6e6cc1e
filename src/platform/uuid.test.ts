import { expect, test } from 'vitest'
import { uuidV7 } from './uuid.ts'

test('it begins with the milliseconds and says version 7, variant 10', () => {
  // The moment of the RFC's own example, 2022-02-22T19:22:22Z.
  expect(uuidV7(0x017f22e279b0)).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('later ones sort behind earlier ones, and no two are the same', () => {
  const made = Array.from({ length: 2_000 }, (_, index) => uuidV7(1_700_000_000_000 + index))
  expect(made.toSorted()).toEqual(made)
  expect(new Set(Array.from({ length: 2_000 }, () => uuidV7(0))).size).toBe(2_000)
})
