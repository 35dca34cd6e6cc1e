import { expect, test } from 'vitest'
import { besideRange, isPreset, type Preset, resolveRange } from './range.ts'

/** Thursday, 1 October 2026, 23:30 in UTC; already Friday in Madrid. */
const now = Date.parse('2026-10-01T23:30:00Z')

const span = (preset: Preset, zone = 'UTC') => {
  const { from, to, days } = resolveRange({ preset }, now, zone)
  return [from, to, days]
}

test('presets end with today, or with the day before', () => {
  expect(span('today')).toEqual(['2026-10-01', '2026-10-02', 1])
  expect(span('yesterday')).toEqual(['2026-09-30', '2026-10-01', 1])
  expect(span('last_7_days')).toEqual(['2026-09-25', '2026-10-02', 7])
  expect(span('last_30_days')).toEqual(['2026-09-02', '2026-10-02', 30])
  expect(span('last_90_days')).toEqual(['2026-07-04', '2026-10-02', 90])
  expect(span('this_month')).toEqual(['2026-10-01', '2026-10-02', 1])
  expect(span('last_month')).toEqual(['2026-09-01', '2026-10-01', 30])
})

test('today is the day of the chosen zone', () => {
  expect(span('today', 'Europe/Madrid')).toEqual(['2026-10-02', '2026-10-03', 1])
  expect(span('today', 'America/New_York')).toEqual(['2026-10-01', '2026-10-02', 1])
})

test('a range that holds now is open', () => {
  expect(resolveRange({ preset: 'today' }, now, 'UTC').open).toBe(true)
  expect(resolveRange({ preset: 'yesterday' }, now, 'UTC').open).toBe(false)
  expect(resolveRange({ from: '2026-09-01', to: '2026-10-02' }, now, 'UTC').open).toBe(true)
  expect(resolveRange({ from: '2026-09-01', to: '2026-10-02' }, now, 'Europe/Madrid').open).toBe(false)
})

test('a range counts its days over a change of the clocks', () => {
  expect(resolveRange({ from: '2026-10-19', to: '2026-10-26' }, now, 'Europe/Madrid').days).toBe(7)
})

test('only the words on the list are presets', () => {
  expect(isPreset('last_7_days')).toBe(true)
  expect(isPreset('toString')).toBe(false)
  expect(isPreset(undefined)).toBe(false)
})

test('a range can begin and end within a day, on the clocks of its zone', () => {
  const range = resolveRange({ from: '2026-09-30T08:30', to: '2026-10-01T10:00' }, now, 'Europe/Madrid')
  expect(range).toMatchObject({
    from: '2026-09-30T06:30:00.000Z',
    to: '2026-10-01T08:00:00.000Z',
    days: 2,
    open: false,
  })
  expect(besideRange(range, 'Europe/Madrid', -1)).toEqual({ from: '2026-09-29T07:00', to: '2026-09-30T08:30' })
})

test('the ranges beside one of days have as many days', () => {
  const range = resolveRange({ from: '2026-09-01', to: '2026-09-08' }, now, 'UTC')
  expect(besideRange(range, 'UTC', 1)).toEqual({ from: '2026-09-08', to: '2026-09-15' })
  expect(besideRange(range, 'UTC', -1)).toEqual({ from: '2026-08-25', to: '2026-09-01' })
})
