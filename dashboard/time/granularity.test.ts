import { expect, test } from 'vitest'
import { granularityFor, resolveGranularity } from './granularity.ts'

test('the bucket grows with the range', () => {
  expect([1, 3, 4, 30, 90, 100, 101, 365, 548, 549].map(granularityFor)).toEqual([
    'hour',
    'hour',
    'day',
    'day',
    'day',
    'day',
    'week',
    'week',
    'week',
    'month',
  ])
})

test('a choice is kept unless it would draw too many points', () => {
  expect(resolveGranularity('week', 7)).toBe('week')
  expect(resolveGranularity('hour', 30)).toBe('hour')
  expect(resolveGranularity('hour', 365)).toBe('week')
  expect(resolveGranularity(undefined, 7)).toBe('day')
})
