import { expect, test } from 'vitest'
import { findUnsafeValues } from './unsafe-values.ts'

test('an ordinary event has none', () => {
  expect(
    findUnsafeValues({ type: 'order', data: { items: [{ quantity: 1.5, note: 'naïve ☕' }], gone: null } }),
  ).toEqual([])
})

test.each([
  ['1e400', /double/],
  ['-1e400', /double/],
  ['12345678901234567890', /2\^53/],
  ['"a\\u0000b"', /U\+0000/],
  ['"\\ud800"', /surrogate/],
])('%s is found with its path', (text, message) => {
  const [flaw, ...others] = findUnsafeValues(JSON.parse(`{"data":{"a/b":[0,${text}]}}`))
  expect(flaw?.path).toBe('/data/a~1b/1')
  expect(flaw?.message).toMatch(message)
  expect(others).toEqual([])
})

test('nesting of 100 000 levels is answered, not followed', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
  expect(findUnsafeValues(deep)).toHaveLength(1)
})
