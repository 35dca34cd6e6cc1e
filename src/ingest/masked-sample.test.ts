import { expect, test } from 'vitest'
import { maskedSample } from './masked-sample.ts'

const names = new Set(['type', 'data', 'items', 'amount', 'quantity'])

test('of an event its declared names are left, and of values their kind and length', () => {
  const sent = {
    type: 'payment',
    email: 'ann@example.org',
    data: { amount: '12', items: [{ quantity: 1 }, {}], x: null },
  }
  expect(maskedSample(sent, names)).toEqual({
    type: 'string, 7 characters',
    '*': 'string, 15 characters',
    data: { amount: 'string, 2 characters', items: [{ quantity: 'number' }, 'and 1 more'], '*': 'null' },
  })
  expect(maskedSample(undefined, names)).toBe('unreadable')
  let deep: unknown = 1
  for (let level = 0; level < 100; level++) deep = { data: deep }
  expect(JSON.stringify(maskedSample(deep, names)).length).toBeLessThan(100)
})
