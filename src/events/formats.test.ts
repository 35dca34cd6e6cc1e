import { expect, test } from 'vitest'
import { isCurrency, isDate, isDateOrDateTime, isDateTime, isUuid } from './formats.ts'

test.each(['2024-02-29', '2000-02-29', '1970-01-01', '0001-12-31'])('%s is a day', (text) => {
  expect(isDate(text)).toBe(true)
})

test.each([
  '2023-02-29',
  '1900-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '0000-01-01',
  '2026-1-1',
  '20260101',
  '2026-01-01Z',
  '',
])('%s is not a day', (text) => {
  expect(isDate(text)).toBe(false)
})

test.each([
  '2026-10-01T12:00:41+02:00',
  '2026-10-01T12:00:41.123456789Z',
  '2026-10-01t23:59:59z',
  '2026-10-01T00:00:00-00:00',
])('%s is a moment', (text) => {
  expect(isDateTime(text)).toBe(true)
})

test.each([
  '2026-10-01T12:00:41',
  '2026-10-01 12:00:41Z',
  '2026-10-01T24:00:00Z',
  '2026-10-01T12:60:00Z',
  '2026-12-31T23:59:60Z',
  '2026-02-30T12:00:00Z',
  '2026-10-01T12:00Z',
  '2026-10-01T12:00:41.Z',
  '2026-10-01T12:00:41+2:00',
  '2026-10-01T12:00:41+24:00',
  '2026-10-01T12:00:41+0200',
  '2026-10-01',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-00:01',
])('%s is not a moment', (text) => {
  expect(isDateTime(text)).toBe(false)
})

test('a date or a moment is either of the two', () => {
  expect(['2026-10-01', '2026-10-01T12:00:41Z', '2026-10'].map(isDateOrDateTime)).toEqual([true, true, false])
})

test('a currency is written in capitals and known to ISO 4217', () => {
  expect(['EUR', 'JPY', 'KWD', 'eur', 'XYZ', '€', ''].map(isCurrency)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})

test('a UUID has its dashes in place', () => {
  expect(['01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e5f', '01920F3E-7C1A-7B7E-9C55-0A1B2C3D4E5F'].every(isUuid)).toBe(true)
  expect(['01920f3e7c1a7b7e9c550a1b2c3d4e5f', 'urn:uuid:01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e5f'].some(isUuid)).toBe(false)
})
