import { expect, test } from 'vitest'
import { causesOf, codeOf, messageOf } from './error-causes.ts'

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

test('a code says of an error what all may know, and never its message', () => {
  const withCode = (code: unknown, message = 'at /data/tenant-7') => Object.assign(new Error(message), { code })
  expect(codeOf(withCode('ECONNREFUSED'))).toBe('ECONNREFUSED')
  expect(codeOf(withCode(241))).toBe('241')
  expect(codeOf(new Error('it is unavailable', { cause: withCode('ENAMETOOLONG') }))).toBe('ENAMETOOLONG')
  expect(codeOf(new AggregateError([withCode('57P01')]))).toBe('57P01')
  expect(codeOf(new TypeError('tenant-7 is not a function'))).toBe('TypeError')
  expect(codeOf(withCode('a message with tenant-7'))).toBe('Error')
  expect(codeOf('text of tenant-7')).toBe('Error')
})
