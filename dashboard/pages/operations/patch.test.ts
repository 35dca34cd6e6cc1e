import { expect, it } from 'vitest'
import { readPatch, textOf } from './patch.ts'

it('reads a patch, and reports what is wrong with an invalid one', () => {
  const operations = [{ op: 'replace', path: '/action', value: 'captured' }]
  expect(readPatch(JSON.stringify(operations))).toEqual({ operations })
  expect(readPatch('  ')).toEqual({ operations: [] })
  expect(readPatch('{"op":"add"}')).toHaveProperty('fault')
  expect(readPatch('[1]')).toHaveProperty('fault')
  expect(readPatch('[{')).toHaveProperty('fault')
})

it('shows the bytes of a letter as text', () => {
  expect(textOf('eyJwIjoi4oKsIn0=')).toBe('{"p":"€"}')
})
