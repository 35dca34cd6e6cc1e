import { currency, defineEvent, flag, identifier, money, required, text, word } from './define.ts'

const data = {
  refund_id: required(identifier('public')),
  payment_id: identifier('public'),
  gateway: word('public'),
  method: word('public'),
  amount: required(money('public')),
  currency: required(currency('public')),
  full: flag('public'),
  reason: text('public'),
}

const columns = {
  refund_id: 'String',
  payment_id: 'String',
  gateway: 'LowCardinality(String)',
  method: 'LowCardinality(String)',
  amount: 'Decimal(18, 6)',
  currency: 'LowCardinality(String)',
  full: 'Nullable(Bool)',
  reason: 'String',
}

const example = {
  type: 'refund',
  action: 'completed',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'payments',
  user_id: 'user-42',
  order_id: 'order-1001',
  context: { country: 'ES' },
  data: {
    refund_id: 'refund-5',
    payment_id: 'pay-1001',
    gateway: 'stripe',
    method: 'card',
    amount: 44.95,
    currency: 'EUR',
    full: false,
    reason: 'one patch did not stick',
  },
}

export default defineEvent({
  type: 'refund',
  emitted: 'By the payment service, when money is asked back and when the gateway has decided.',
  actions: ['requested', 'completed', 'rejected'],
  personActions: ['requested'],
  data,
  columns,
  example,
})
