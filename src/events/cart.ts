import { currency, defineEvent, identifier, money, quantity, required, word } from './define.ts'

const data = {
  cart_id: required(identifier('public')),
  product_id: identifier('public'),
  category: word('public'),
  brand: word('public'),
  quantity: quantity('public', { minimum: 0 }),
  unit_price: money('public', { minimum: 0 }),
  currency: currency('public'),
}

const columns = {
  cart_id: 'String',
  product_id: 'String',
  category: 'LowCardinality(String)',
  brand: 'LowCardinality(String)',
  quantity: 'Nullable(Decimal(18, 6))',
  unit_price: 'Decimal(18, 6)',
  currency: 'LowCardinality(String)',
}

const example = {
  type: 'cart',
  action: 'item_added',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'storefront',
  user_id: 'user-42',
  session_id: 'session-7',
  context: { country: 'ES', channel: 'web' },
  data: {
    cart_id: 'cart-31',
    product_id: 'patch-g1',
    category: 'patches',
    brand: 'POCM',
    quantity: 2,
    unit_price: 44.95,
    currency: 'EUR',
  },
}

export default defineEvent({
  type: 'cart',
  emitted: 'By the storefront, at each change of a cart; abandoned after a day without one.',
  actions: ['created', 'item_added', 'item_removed', 'abandoned', 'converted'],
  personActions: ['created', 'item_added', 'item_removed', 'converted'],
  data,
  columns,
  example,
})
