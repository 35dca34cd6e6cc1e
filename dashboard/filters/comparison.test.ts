import { expect, test } from 'vitest'
import { type Comparison, comparedPeriod, passedOf } from './comparison.ts'
import { type Preset, type RangeChoice, resolveRange } from './range.ts'

/** Thursday, 1 October 2026, 14:20:45 in UTC; 16:20:45 in Madrid. */
const now = Date.parse('2026-10-01T14:20:45Z')

function passed(preset: Preset, zone = 'UTC', at = now, comparison: Comparison = 'previous_period') {
  const range = resolveRange({ preset }, at, zone)
  const compared = comparedPeriod(range, comparison)
  return compared && passedOf(compared, range, at, zone)
}

const compared = (choice: RangeChoice, comparison: Comparison, zone = 'UTC') =>
  comparedPeriod(resolveRange(choice, now, zone), comparison)

test('the period before has as many days', () => {
  expect(compared({ preset: 'last_30_days' }, 'previous_period')).toEqual({
    from: '2026-08-03',
    to: '2026-09-02',
  })
})

test('today is compared with yesterday up to this minute', () => {
  expect(passed('today')).toEqual({ from: '2026-09-30', to: '2026-09-30T14:20:00.000Z' })
  expect(passed('today', 'Europe/Madrid')).toEqual({ from: '2026-09-30', to: '2026-09-30T14:20:00.000Z' })
})

test('a longer range is cut on the whole hour, as many days before', () => {
  expect(passed('last_7_days')).toEqual({ from: '2026-09-18', to: '2026-09-24T14:00:00.000Z' })
  expect(passed('last_30_days')).toEqual({ from: '2026-08-03', to: '2026-09-01T14:00:00.000Z' })
})

test('a range that is over is compared as a whole', () => {
  expect(passed('yesterday')).toBeNull()
  expect(passed('last_month')).toBeNull()
})

test('the same time of day stays the same over a change of the clocks', () => {
  // 26 October, 12:00 in Madrid (UTC+1); a week before, noon was at 10:00 UTC.
  const noon = Date.parse('2026-10-26T11:00:00Z')
  expect(passed('last_7_days', 'Europe/Madrid', noon)).toEqual({
    from: '2026-10-13',
    to: '2026-10-19T10:00:00.000Z',
  })
})

test('in the first minute of a day there is nothing to compare today with', () => {
  expect(passed('today', 'UTC', Date.parse('2026-10-01T00:00:30Z'))).toBeNull()
})

test('last year has the same dates', () => {
  expect(compared({ from: '2024-02-29', to: '2024-03-02' }, 'previous_year')).toEqual({
    from: '2023-02-28',
    to: '2023-03-02',
  })
  expect(passed('last_7_days', 'UTC', now, 'previous_year')).toEqual({
    from: '2025-09-25',
    to: '2025-10-01T14:00:00.000Z',
  })
})

test('hours of a day are compared with as many hours before', () => {
  const choice = { from: '2026-09-30T08:30', to: '2026-09-30T12:00' }
  expect(compared(choice, 'previous_period', 'Europe/Madrid')).toEqual({
    from: '2026-09-30T03:00:00.000Z',
    to: '2026-09-30T06:30:00.000Z',
  })
  expect(compared(choice, 'none')).toBeNull()
})
