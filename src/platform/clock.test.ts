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
