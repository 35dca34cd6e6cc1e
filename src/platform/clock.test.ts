import { expect, test } from 'vitest'
import { nowMicroseconds, toMicroseconds } from './clock.ts'

test.each([
  ['2026-10-01T12:00:41+02:00', '2026-10-01T10:00:41.000000Z'],
  ['2026-10-01T12:00:41.1234567Z', '2026-10-01T12:00:41.123456Z'],
  ['1970-01-01T00:00:00.5Z', '1970-01-01T00:00:00.500000Z'],
  ['2026-12-31T23:59:59.999999-01:00', '2027-01-01T00:59:59.999999Z'],
])('%s is %s', (text, expected) => {
  expect(toMicroseconds(text)).toBe(expected)
})

test('what is no moment gives undefined', () => {
  expect(toMicroseconds('yesterday')).toBeUndefined()
})

test('the present has six decimals too', () => {
  expect(nowMicroseconds(() => 1_500)).toBe('1970-01-01T00:00:01.500000Z')
})

test('a moment reads the same with and without the calendar, and one that does not exist is none by either', () => {
  for (const day of [
    '2026-01-01',
    '2026-02-28',
    '2026-02-29',
    '2024-02-29',
    '2026-04-30',
    '2026-04-31',
    '2026-12-28',
  ]) {
    for (const time of [
      '00:00:00',
      '23:59:59',
      '12:30:45.1',
      '12:30:45.123456',
      '12:30:45.123456789',
      '24:00:01',
      '12:60:00',
    ]) {
      const inUtc = toMicroseconds(`${day}T${time}Z`)
      expect(inUtc).toBe(toMicroseconds(`${day}T${time}+00:00`))
    }
  }
})

test('the present is read anew in each millisecond', () => {
  let at = Date.UTC(2026, 9, 1)
  const texts = [0, 0, 1].map((ms) => {
    at += ms
    return nowMicroseconds(() => at)
  })
  expect(texts).toEqual(['2026-10-01T00:00:00.000000Z', '2026-10-01T00:00:00.000000Z', '2026-10-01T00:00:00.001000Z'])
})
