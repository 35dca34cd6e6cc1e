import { expect, test } from 'vitest'
import { actionTitle, detailsOf } from './action-title.ts'

test('an action is described in words', () => {
  expect(actionTitle('api_key.created')).toBe('API key created')
  expect(actionTitle('dlq.replay')).toBe('Dead letters replay')
  expect(detailsOf({ key_id: 'a', filters: ['x', 'y'] })).toEqual([
    ['key id', 'a'],
    ['filters', 'x, y'],
  ])
})
