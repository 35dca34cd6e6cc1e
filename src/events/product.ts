import { currency, defineEvent, identifier, money, required, word } from './define.ts'

const data = {
  product_id: required(identifier('public')),
  category: word('public'),
  brand: word('public'),
  price: money('public', { minimum: 0 }),
  currency: currency('public'),
}

const columns = {
  product_id: 'String',
  category: 'LowCardinality(String)',
  brand: 'LowCardinality(String)',
  price: 'Decimal(18, 6)',
  currency: 'LowCardinality(String)',
}

const example = {
  type: 'product',
  action: 'viewed',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'storefront',
  user_id: 'user-42',
  session_id: 'session-7',
  context: { country: 'ES', channel: 'web' },
  data: { product_id: 'patch-g1', category: 'patches', brand: 'POCM', price: 44.95, currency: 'EUR' },
}

export default defineEvent({
  type: 'product',
  emitted: 'By the storefront when a product is seen or wished for, by the catalogue when it changes.',
  actions: ['viewed', 'wishlisted', 'published', 'updated', 'retired'],
  personActions: ['viewed', 'wishlisted'],
  data,
  columns,
  example,
})
