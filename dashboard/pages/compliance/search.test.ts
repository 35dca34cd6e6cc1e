import { expect, test } from 'vitest'
import { parseComplianceSearch } from './search.ts'

test('an address gives the section and the filters of the trail, and what is none is left out', () => {
  expect(parseComplianceSearch({ section: 'holds', entry_actor: 'key', entry_subject: '' })).toEqual({
    section: 'holds',
    entry_actor: 'key',
  })
  expect(parseComplianceSearch({ section: 'toString', entry_action: ['a', 'b'], action: 'x' })).toEqual({})
})
