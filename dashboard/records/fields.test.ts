import { expect, it } from 'vitest'
import type { FoundEvent } from '../api/events.ts'
import { amountsOf, amountsText, linesOf, worthOf } from './fields.ts'

const event = (data: FoundEvent['data']) => ({ data }) as FoundEvent

it('adds amounts of one currency, and never those of two', () => {
  const sums = amountsOf([
    event({ amount: 10, currency: 'EUR' }),
    event({ amount: 2.5, currency: 'EUR' }),
    event({ amount: 7, currency: 'USD' }),
  ])
  expect([...sums]).toEqual([
    ['EUR', 12.5],
    ['USD', 7],
  ])
  expect(amountsText(sums)).toBe('€12.50 + $7.00')
})

it('reads the lines of an order, whatever they lack', () => {
  const placed = event({ items: [{ product_id: 'p', quantity: 2, unit_price: 45, lot: 'L' }, { product_id: 'q' }] })
  expect(linesOf(placed)).toEqual([
    { product_id: 'p', category: null, quantity: 2, unit_price: 45, lot: 'L' },
    { product_id: 'q', category: null, quantity: 0, unit_price: 0, lot: null },
  ])
  expect(worthOf(placed)).toBe(90)
  expect(linesOf(event({ items: '•••' }))).toEqual([])
})
