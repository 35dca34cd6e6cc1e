import { expect, test } from 'vitest'
import { causesOf, messageOf } from './causes.ts'

test('an error that gathers others comes down to those at the ends', () => {
  const refused = new Error('refused')
  const nested = new AggregateError(
    [new AggregateError([refused, new Error('refused')], 'inner'), new Error('late')],
    'outer',
  )
  expect(causesOf(nested)).toHaveLength(3)
  expect(messageOf(nested)).toBe('refused; late')
  expect(causesOf('text')[0]?.message).toBe('text')
  expect(messageOf(new Error('no connection', { cause: new Error('wrong password') }))).toBe(
    'no connection wrong password',
  )
  const many = new AggregateError(['a', 'b', 'c', 'd', 'e'].map((it) => new Error(it)))
  expect(messageOf(many)).toBe('a; b; c and 2 more')
})
