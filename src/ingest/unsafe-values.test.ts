import { expect, test } from 'vitest'
import { findUnsafeValues } from './unsafe-values.ts'

test('an ordinary event has none', () => {
  const event = { type: 'order', data: { items: [{ quantity: 1.5, note: 'naïve ☕' }], gone: null } }
  expect(findUnsafeValues(event)).toMatchObject({ flaws: [], tooLarge: undefined })
})

test.each([
  ['1e400', /double/],
  ['-1e400', /double/],
  ['12345678901234567890', /2\^53/],
  ['"a\\u0000b"', /U\+0000/],
  ['"\\ud800"', /surrogate/],
])('%s is found with its path', (text, message) => {
  const [flaw, ...others] = findUnsafeValues(JSON.parse(`{"data":{"a/b":[0,${text}]}}`)).flaws
  expect(flaw?.path).toBe('/data/a~1b/1')
  expect(flaw?.message).toMatch(message)
  expect(others).toEqual([])
})

test('nesting of 100 000 levels is answered, not followed', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  expect(findUnsafeValues(deep).flaws).toHaveLength(1)
})

test.each([
  ['{"__proto__":{"x":1}}', '/__proto__', /another meaning/],
  ['{"data":{"a\\u0000":1}}', '/data/a\u0000', /name that contains/],
  ['{"a":{"b\\udc00":{"c":"\\udc00"}}}', '/a/b\udc00', /surrogate/],
])('%s has a name that is found', (text, path, message) => {
  const [flaw] = findUnsafeValues(JSON.parse(text)).flaws
  expect(flaw?.path).toBe(path)
  expect(flaw?.message).toMatch(message)
})

test('a value larger than any event is rejected as too large, and not read to its end', () => {
  expect(findUnsafeValues({ list: new Array(60_000).fill('\u0000') }).tooLarge?.message).toMatch(/50000 values/)
  expect(findUnsafeValues({ text: 'x'.repeat(1024 * 1024 + 1) }).tooLarge?.message).toMatch(/characters/)
  expect(findUnsafeValues({ list: new Array(49_000).fill('\u0000') }).flaws).toHaveLength(49_000)
})

test.each([
  { a: 'x'.repeat(100), b: [1.7976931348623157e308, true, null] },
  { '\u0001': '\u0001"\\', 漢: '漢😀' },
  { deep: { er: { list: [[], {}, '', -0.5] } } },
])('the bound of %j is not below the bytes of its JSON', (value) => {
  expect(findUnsafeValues(value).mostBytes).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(value)))
})
