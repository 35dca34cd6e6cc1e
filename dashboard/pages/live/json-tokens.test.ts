import { expect, test } from 'vitest'
import { jsonTokens } from './json-tokens.ts'

const value = { id: 'a "b" 1', amount: -89.9e21, list: [1, true, null, {}], text: 'x: -2, true' }

test('the pieces together are the formatted JSON', () => {
  expect(
    jsonTokens(value)
      .map(({ text }) => text)
      .join(''),
  ).toBe(JSON.stringify(value, null, 2))
})

test('names, strings, numbers and literals are distinguished', () => {
  const of = (kind: string) =>
    jsonTokens(value)
      .filter((it) => it.kind === kind)
      .map(({ text }) => text)
  expect(of('name')).toEqual(['"id"', '"amount"', '"list"', '"text"'])
  expect(of('text')).toEqual(['"a \\"b\\" 1"', '"x: -2, true"'])
  expect(of('number')).toEqual(['-8.99e+22', '1'])
})
