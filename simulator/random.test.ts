import { expect, test } from 'vitest'
import { fingerprint, Random } from './random.ts'

const many = 20_000
const draw = (seed: string, next: (random: Random) => number) => {
  const random = new Random(seed)
  return Array.from({ length: many }, () => next(random))
}
const meanOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number) / numbers.length

test('the same seed gives the same numbers, another seed gives others', () => {
  const numbers = draw('a', (random) => random.next())
  expect(draw('a', (random) => random.next())).toEqual(numbers)
  expect(draw('b', (random) => random.next()).filter((number, n) => number === numbers[n]).length).toBeLessThan(5)
})

test('numbers are spread evenly from 0 to 1', () => {
  const numbers = draw('even', (random) => random.next())
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = numbers.filter((number) => Math.floor(number * 10) === tenth).length / many
    expect(share).toBeGreaterThan(0.09)
    expect(share).toBeLessThan(0.11)
  }
})

test('distributions have the mean that they are asked for', () => {
  expect(meanOf(draw('normal', (random) => random.normal(5, 2)))).toBeCloseTo(5, 1)
  expect(meanOf(draw('few', (random) => random.poisson(0.7)))).toBeCloseTo(0.7, 1)
  expect(meanOf(draw('many', (random) => random.poisson(90))) / 90).toBeCloseTo(1, 2)
  expect(meanOf(draw('whole', (random) => random.whole(1, 3)))).toBeCloseTo(2, 1)
})

test('a choice follows its weights', () => {
  const random = new Random('weights')
  const picked = Array.from({ length: many }, () =>
    random.weighted([
      ['a', 3],
      ['b', 1],
      ['never', 0],
    ] as const),
  )
  expect(picked.filter((it) => it === 'a').length / many).toBeCloseTo(0.75, 1)
  expect(picked).not.toContain('never')
})

test('a fingerprint differs by text and by salt', () => {
  expect(new Set([fingerprint('a'), fingerprint('b'), fingerprint('a', 1), fingerprint('ab')]).size).toBe(4)
})
