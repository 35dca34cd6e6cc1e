import { expect, test } from 'vitest'
import { formatShort, formatTick, formatValue } from './value.ts'

test('a missing value is a dash, and zero is not missing', () => {
  expect(formatValue(null, 'ratio', null)).toBe('–')
  expect(formatShort(undefined, 'count', null)).toBe('–')
  expect(formatShort(0, 'ratio', null)).toBe('0.0%')
  expect(formatShort(0, 'count', null)).toBe('0')
})

test('counts are grouped, and short from ten million on', () => {
  expect(formatShort(12_345, 'count', null)).toBe('12,345')
  expect(formatShort(9_999_999, 'count', null)).toBe('9,999,999')
  expect(formatShort(12_345_678, 'count', null)).toBe('12.35M')
  expect(formatValue(12_345_678, 'count', null)).toBe('12,345,678')
})

test('money has its currency, and pennies below a thousand', () => {
  expect(formatShort(89.9, 'money', 'EUR')).toBe('€89.90')
  expect(formatShort(128_431.27, 'money', 'EUR')).toBe('€128,431')
  expect(formatShort(12_843_127, 'money', 'GBP')).toBe('£12.84M')
  expect(formatValue(128_431.27, 'money', 'EUR')).toBe('€128,431.27')
  expect(formatValue(1200, 'money', 'JPY')).toBe('¥1,200')
  expect(formatShort(-1500, 'money', 'EUR')).toBe('-€1,500')
})

test('ratios are percent and times are hours', () => {
  expect(formatShort(0.0372, 'ratio', null)).toBe('3.7%')
  expect(formatValue(0.0372, 'ratio', null)).toBe('3.72%')
  expect(formatShort(38.44, 'hours', null)).toBe('38.4 h')
  expect(formatShort(12, 'days', null)).toBe('12.0 d')
  expect(formatValue(3.21, 'times', null)).toBe('3.2×')
})

test('milliseconds become seconds from a thousand on', () => {
  expect(formatValue(412.4, 'milliseconds', null)).toBe('412 ms')
  expect(formatShort(1350, 'milliseconds', null)).toBe('1.35 s')
  expect(formatTick(1500, 'milliseconds', null)).toBe('1.5 s')
})

test('money in no known currency is a plain number', () => {
  expect(formatValue(12.5, 'money', '')).toBe('12.5')
  expect(formatTick(12.5, 'money', '')).toBe('12.5')
})

test('ticks are short', () => {
  expect(formatTick(12_500, 'count', null)).toBe('12.5K')
  expect(formatTick(20_000, 'money', 'EUR')).toBe('€20K')
  expect([1050, 1100].map((value) => formatTick(value, 'count', null))).toEqual(['1.05K', '1.1K'])
  expect(formatTick(0.05, 'ratio', null)).toBe('5%')
  expect(formatTick(48, 'hours', null)).toBe('48 h')
  expect(formatTick(30, 'days', null)).toBe('30 d')
})
