import { expect, test } from 'vitest'
import { funnelChoice, journeyChoice, parseFunnelSearch } from './search.ts'

test('an empty address is the first ready-made funnel', () => {
  const { steps, by, windowSeconds } = funnelChoice(parseFunnelSearch({}))
  expect(steps.map(({ type, action }) => `${type}.${action}`)).toEqual([
    ...['search.performed', 'product.viewed', 'cart.item_added', 'checkout.started', 'payment.captured'],
  ])
  expect([by, windowSeconds]).toEqual(['session_id', 86_400])
  expect(journeyChoice(parseFunnelSearch({}))).toEqual({ start: undefined, by: 'session_id', depth: 5, top: 6 })
})

test('steps, window and dimension of the address win over the funnel that it names', () => {
  const search = parseFunnelSearch({
    ...{ funnel: 'activation', step: ['order.placed', 'refund.completed;country=ES'] },
    ...{ window: '604800', breakdown: 'country' },
  })
  expect(funnelChoice(search)).toEqual({
    steps: [
      { type: 'order', action: 'placed', filters: {} },
      { type: 'refund', action: 'completed', filters: { country: ['ES'] } },
    ],
    by: 'user_id',
    windowSeconds: 604_800,
    breakdown: 'country',
  })
})

test('what is not valid in an address is left out', () => {
  const search = {
    funnel: 'x',
    step: ['', '?'],
    by: 'mood',
    window: '5',
    breakdown: 'x',
    start: 'x',
    depth: '99',
    top: [],
  }
  expect(parseFunnelSearch(search)).toEqual({})
})
