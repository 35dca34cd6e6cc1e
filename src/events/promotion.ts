import { currency, defineEvent, identifier, money, required } from './define.ts'

const data = {
  promotion_id: required(identifier('public')),
  discount: money('public'),
  currency: currency('public'),
}

const columns = {
  promotion_id: 'String',
  discount: 'Decimal(18, 6)',
  currency: 'LowCardinality(String)',
}

const example = {
  type: 'promotion',
  action: 'redeemed',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'storefront',
  user_id: 'user-42',
  session_id: 'session-7',
  order_id: 'order-1001',
  context: { country: 'ES', campaign: 'autumn' },
  data: { promotion_id: 'autumn-10', discount: 9.99, currency: 'EUR' },
}

export default defineEvent({
  type: 'promotion',
  emitted: 'By the storefront, when an offer is shown, put into a cart or used in an order.',
  actions: ['shown', 'applied', 'redeemed'],
  personActions: ['applied', 'redeemed'],
  data,
  columns,
  example,
})
