import { expect, test } from 'vitest'
import { judge } from './judge.ts'

const state = (kind: Parameters<typeof judge>[0]['kind'], wanted: number | null, value: number | null, before = 100) =>
  judge({ kind, value: wanted }, value, before).state

test('above and below are beyond the limit, not at it', () => {
  expect([9, 10, 11].map((value) => state('above', 10, value))).toEqual(['ok', 'ok', 'firing'])
  expect([9, 10, 11].map((value) => state('below', 10, value))).toEqual(['firing', 'ok', 'ok'])
})

test('a change is a fraction of the window before, and the limit is given in the measure’s own unit', () => {
  expect([149, 150, 151].map((value) => state('rises_by', 0.5, value))).toEqual(['ok', 'firing', 'firing'])
  expect([49, 50, 51].map((value) => state('falls_by', 0.5, value))).toEqual(['firing', 'firing', 'ok'])
  expect(judge({ kind: 'rises_by', value: 0.5 }, 160, 100)).toEqual({ state: 'firing', value: 160, limit: 150 })
  expect(judge({ kind: 'falls_by', value: 0.2 }, 90, 100)).toEqual({ state: 'ok', value: 90, limit: 80 })
})

test('from nothing to something is a rise, and nothing after nothing is no change', () => {
  expect(judge({ kind: 'rises_by', value: 0.5 }, 1, 0).state).toBe('firing')
  expect(judge({ kind: 'rises_by', value: 0.5 }, 0, 0).state).toBe('ok')
  expect(judge({ kind: 'falls_by', value: 0.5 }, 0, 0).state).toBe('ok')
})

test('the reorder point is reached with the first product below it', () => {
  expect([0, 1].map((value) => state('at_reorder_point', null, value))).toEqual(['ok', 'firing'])
})

test('a rate over fewer observations than asked for does not fire, and says so', () => {
  const condition = { kind: 'below', value: 0.9, minimum_observations: 30 } as const
  expect(judge(condition, 0.5, null, 29)).toEqual({
    ...{ state: 'unknown', value: 0.5 },
    reason: 'Too few to tell: 29 observations, of at least 30.',
  })
  expect(judge(condition, 0.5, null, 30).state).toBe('firing')
  expect(judge({ ...condition, minimum_observations: null }, 0.5, null, 1).state).toBe('firing')
})

test('what has no value is unknown and not well', () => {
  expect(state('below', 10, null)).toBe('unknown')
  expect(judge({ kind: 'falls_by', value: 0.5 }, 3, null)).toMatchObject({ state: 'unknown', value: 3 })
})
