import { describe, expect, it } from 'vitest'
import { openUuidV7 } from './uuid.ts'

// The moment of the RFC's own example, 2022-02-22T19:22:22Z.
const moment = 0x017f22e279b0
const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index))

describe('a UUIDv7', () => {
  it('begins with the milliseconds and says version 7, variant 10', () => {
    expect(openUuidV7()(moment)).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it.each<[string, (index: number) => number]>([
    ['as milliseconds go by', (index) => moment + index],
    ['within one millisecond', () => moment],
    ['while the clock goes back', (index) => moment - index * 1_000],
  ])('sorts behind those made before it, %s', (_, clock) => {
    const make = openUuidV7()
    const made = many(5_000, (index) => make(clock(index)))
    expect(made.toSorted()).toEqual(made)
    expect(new Set(made).size).toBe(made.length)
  })

  it('is no other process’s, also of the same millisecond', () => {
    const processes = Array.from({ length: 50 }, openUuidV7)
    const made = processes.flatMap((make) => many(100, () => make(moment)))
    expect(new Set(made).size).toBe(made.length)
  })
})
