import { describe, expect, test } from 'vitest'
import type { Value } from './mapping-schema.ts'
import { readNumber, readValue } from './read-value.ts'
import { Problem } from './row.ts'

const values = {
  CustomerID: '17850.0',
  blank: '  ',
  lot: ' n/a ',
  price: '2.55',
  quantity: '-12',
  event_type: 'Injury',
  day: '2014-02-03 03:42:12',
  count: 7,
  inner: { name: 'deep' },
}

const read = (value: Value, group?: string) =>
  readValue(value, { row: { number: 9, index: 2, values }, groupRows: 202, ...(group === undefined ? {} : { group }) })

const reasonOf = (value: Value) => {
  const found = read(value)
  return found instanceof Problem ? found.reason : found
}

describe('a value', () => {
  test('is itself where it is no reading', () => {
    expect([read('GBP'), read(1), read(false)]).toEqual(['GBP', 1, false])
  })

  test('comes from a column, without blanks around it', () => {
    expect(read({ column: 'lot' })).toBe('n/a')
    expect(read({ column: 'inner.name' })).toBe('deep')
    expect(read({ column: 'count' })).toBe('7')
  })

  test('is missing where the column is blank, absent, or says so', () => {
    expect(read({ column: 'blank' })).toBeUndefined()
    expect(read({ column: 'absent' })).toBeUndefined()
    expect(read({ column: 'lot', upper: true, missing: ['N/A'] })).toBeUndefined()
    expect(read({ column: 'lot', upper: true, missing: ['N/A'], default: 'UNKNOWN' })).toBe('UNKNOWN')
    expect(reasonOf({ column: 'blank', required: true })).toBe('missing_value')
  })

  test('can lose its end', () => {
    expect(read({ column: 'CustomerID', strip_suffix: '.0' })).toBe('17850')
    expect(read({ column: 'price', strip_suffix: '.0' })).toBe('2.55')
    expect(read({ column: 'day', take: 10 })).toBe('2014-02-03')
  })

  test('is a number where the mapping says so', () => {
    expect(read({ column: 'price', as: 'decimal' })).toBe(2.55)
    expect(read({ column: 'quantity', as: 'integer', negate: true })).toBe(12)
    expect(reasonOf({ column: 'price', as: 'integer' })).toBe('unreadable_value')
    expect(reasonOf({ column: 'event_type', as: 'decimal' })).toBe('unreadable_value')
  })

  test('is looked up, and what the table lacks is a problem', () => {
    expect(read({ column: 'event_type', lookup: { Injury: 'severe' } })).toBe('severe')
    expect(reasonOf({ column: 'event_type', lookup: { Death: 'death' } })).toBe('not_in_lookup')
    expect(reasonOf({ column: 'event_type', lookup: { toString: 'x' } })).toBe('not_in_lookup')
  })

  test('is a problem where the column holds an object', () => {
    expect(reasonOf({ column: 'inner' })).toBe('unreadable_value')
  })

  test('is put together by a template', () => {
    expect(read({ template: 'otto:{event_type}:{$row}:{$index}' })).toBe('otto:Injury:9:2')
    expect(read({ template: 'day:{$group}' }, 'a:b')).toBe('day:a:b')
    expect(reasonOf({ template: 'x:{blank}' })).toBe('missing_value')
  })

  test('counts the rows of its group', () => {
    expect(read({ count: 'rows' })).toBe(202)
    expect([read({ count_at_least: 202 }), read({ count_at_least: 203 })]).toEqual([1, 0])
  })
})

test('a number keeps all its digits or is none', () => {
  expect(['0', '-0.5', '+3.', '.25', '000123.4500'].map(readNumber)).toEqual([0, -0.5, 3, 0.25, 123.45])
  expect(['', '-', '.', 'e3', '1,5', 'NaN', '0x10', '12345678901.123456'].map(readNumber)).toEqual(
    new Array(8).fill(undefined),
  )
})
