import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readWritten } from './json-text.ts'
import { findUnsafeValues } from './unsafe-values.ts'

const written = (text: string, isInList = false) => readWritten(Buffer.from(text), 0, isInList)

test.each([
  ['1', 1, 0, 0],
  ['[]', 1, 1, 0],
  ['[1,2]', 3, 1, 0],
  ['{"a":{"b":[]},"c":"}]{[,:\\""}', 4, 3, 3],
  ['[[[ ]]]', 3, 3, 0],
])('%s has so many values, levels and members', (text, values, depth, members) => {
  expect(written(text)).toMatchObject({ values, depth, members, inexact: [] })
})

test('values, levels and members are those of the parsed value, whatever JSON it is', () => {
  const seed = 20_261_129
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom(0, 1), (value, space) => {
      const text = JSON.stringify(value, null, space)
      const found = written(text)
      expect(found.end).toBe(Buffer.byteLength(text))
      expect(found.members).toBe(findUnsafeValues(value).members)
      expect(found.values).toBe(count(value))
    }),
    { seed, numRuns: 500 },
  )
})

const count = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Object.values(value).reduce((sum: number, it) => sum + count(it), 0)
    : 1

test('a value in a list ends before the comma or bracket behind it', () => {
  expect(written('{"a":[1,2]} ,3]', true).end).toBe('{"a":[1,2]} '.length)
  expect(written('"a,b"]', true).end).toBe(5)
})

test.each([
  ['{"a":{"b":[0,99999999999.123456]}}', '/a/b/1'],
  ['{"x/y~":{"amount":0.1234567890123456789}}', '/x~1y~0/amount'],
  ['{"ä":"1.23456789012345678","n":-1.00000000000000001}', '/n'],
  ['[1.000000000000000000000001e3]', '/0'],
])('%s has a number that a double does not hold, at its path', (text, path) => {
  expect(written(text).inexact.map((it) => it.path)).toEqual([path])
})

test.each([
  '0.30000000000000004',
  '1e-7',
  '1.50000000000000000000',
  '0.1',
  '-0.0',
  '100000000000.12',
  '1E+3',
  '5e-324',
  '1.7976931348623157e-10',
  '36.600000000000001',
  '1.7976931348623157e308',
])('%s is held with every digit', (text) => {
  expect(written(text).inexact).toEqual([])
})

test('a name that stands twice has more members as it is written than as it is read', () => {
  const text = '{"a":1,"b":{"c":1,"c":2}}'
  expect(written(text).members).toBe(4)
  expect(findUnsafeValues(JSON.parse(text)).members).toBe(3)
})

test('a million levels take no memory to count', () => {
  expect(written('['.repeat(1_000_000))).toMatchObject({ depth: 1_000_000 })
})
