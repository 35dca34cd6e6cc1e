import { expect, test } from 'vitest'
import { parseSubjectSearch, subjectOf } from './search.ts'

test('an address names a person or a device, and what is neither is left out', () => {
  expect(parseSubjectSearch({ user_id: 'ana', device_id: 'd-1' })).toEqual({ user_id: 'ana' })
  expect(parseSubjectSearch({ device_id: 'd-1' })).toEqual({ device_id: 'd-1' })
  expect(parseSubjectSearch({ user_id: ['a', 'b'], device_id: '' })).toEqual({})
  expect(subjectOf({})).toBeUndefined()
})
