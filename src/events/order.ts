import { currency, defineEvent, identifier, items, itemsColumn, money, quantity, required, word } from './define.ts'

const line = {
  product_id: required(identifier('public')),
  quantity: required(quantity('public', { exclusiveMinimum: 0 })),
  unit_price: required(money('public', { minimum: 0 })),
  category: word('public'),
  brand: word('public'),
  lot: identifier('public'),
  unit_cost: money('public', { minimum: 0 }),
}

const data = {
  items: required(items(line, 1), 'placed'),
  currency: required(currency('public')),
  discount: money('public'),
  shipping: money('public'),
  tax: money('public'),
}

const columns = {
  items: itemsColumn,
  currency: 'LowCardinality(String)',
  discount: 'Decimal(18, 6)',
  shipping: 'Decimal(18, 6)',
  tax: 'Decimal(18, 6)',
}

const example = {
  type: 'order',
  action: 'placed',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'orders',
  user_id: 'user-42',
  session_id: 'session-7',
  order_id: 'order-1001',
  context: { country: 'ES', channel: 'web' },
  data: {
    items: [
      {
        product_id: 'patch-g1',
        quantity: 2,
        unit_price: 44.95,
        category: 'patches',
        brand: 'POCM',
        lot: 'L2026-091',
        unit_cost: 17.2,
      },
    ],
    currency: 'EUR',
    discount: 0,
    shipping: 4.9,
    tax: 15.6,
  },
}

export default defineEvent({
  type: 'order',
  emitted: 'By the order service, when an order is accepted, called off or handed over in full.',
  actions: ['placed', 'cancelled', 'fulfilled'],
  personActions: ['placed'],
  requires: ['order_id'],
  data,
  columns,
  example,
})
