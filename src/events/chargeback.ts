import { currency, defineEvent, identifier, money, required, word } from './define.ts'

const data = {
  chargeback_id: required(identifier('public')),
  payment_id: identifier('public'),
  gateway: word('public'),
  method: word('public'),
  amount: required(money('public')),
  currency: required(currency('public')),
}

const columns = {
  chargeback_id: 'String',
  payment_id: 'String',
  gateway: 'LowCardinality(String)',
  method: 'LowCardinality(String)',
  amount: 'Decimal(18, 6)',
  currency: 'LowCardinality(String)',
}

const example = {
  type: 'chargeback',
  action: 'opened',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'payments',
  user_id: 'user-42',
  order_id: 'order-1001',
  context: { country: 'ES' },
  data: {
    chargeback_id: 'chargeback-2',
    payment_id: 'pay-1001',
    gateway: 'stripe',
    method: 'card',
    amount: 89.9,
    currency: 'EUR',
  },
}

export default defineEvent({
  type: 'chargeback',
  emitted: 'By the payment service, when a bank takes a payment back and when the dispute ends.',
  actions: ['opened', 'won', 'lost'],
  data,
  columns,
  example,
})
