import { currency, defineEvent, identifier, integer, money, number, required, word } from './define.ts'

const data = {
  payment_id: required(identifier('public')),
  gateway: required(word('public')),
  method: required(word('public')),
  amount: required(money('public')),
  currency: required(currency('public')),
  latency_ms: integer('public', { minimum: 0 }),
  risk_score: number('public', { minimum: 0, maximum: 1 }),
  decline_code: word('public'),
}

const columns = {
  payment_id: 'String',
  gateway: 'LowCardinality(String)',
  method: 'LowCardinality(String)',
  amount: 'Decimal(18, 6)',
  currency: 'LowCardinality(String)',
  latency_ms: 'Nullable(UInt32)',
  risk_score: 'Nullable(Float64)',
  decline_code: 'LowCardinality(String)',
}

const example = {
  type: 'payment',
  action: 'captured',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'payments',
  order_id: 'order-1001',
  user_id: 'user-42',
  context: { country: 'ES', channel: 'web' },
  data: {
    payment_id: 'pay-1001',
    gateway: 'stripe',
    method: 'card',
    amount: 89.9,
    currency: 'EUR',
    latency_ms: 412,
    risk_score: 0.08,
  },
}

export default defineEvent({
  type: 'payment',
  emitted: 'By the payment service, at each step that a gateway confirms.',
  actions: ['initiated', 'authorised', 'captured', 'failed', 'voided'],
  personActions: ['initiated'],
  data,
  columns,
  example,
})
