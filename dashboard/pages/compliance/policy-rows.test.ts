import { expect, test } from 'vitest'
import { heldText } from './policy-rows.ts'

test('what is held back is shown with its count and reason', () => {
  expect(
    heldText([
      { reason: 'legal_hold', events: 1_200, holds: ['x'] },
      { reason: 'not_archived', events: 3 },
    ]),
  ).toBe('1,200 under a legal hold; 3 not archived yet')
})
