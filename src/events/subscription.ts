import { currency, defineEvent, identifier, money, personContext, required, word } from './define.ts'

const data = {
  subscription_id: required(identifier('public')),
  plan: required(word('public')),
  mrr: required(money('public')),
  currency: required(currency('public')),
}

const columns = {
  subscription_id: 'String',
  plan: 'LowCardinality(String)',
  mrr: 'Decimal(18, 6)',
  currency: 'LowCardinality(String)',
}

const example = {
  type: 'subscription',
  action: 'started',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'billing',
  user_id: 'user-42',
  context: { country: 'ES' },
  data: { subscription_id: 'subscription-12', plan: 'monthly', mrr: 39.9, currency: 'EUR' },
}

export default defineEvent({
  type: 'subscription',
  emitted: 'By the billing service, at each change of a subscription.',
  actions: ['started', 'renewed', 'paused', 'resumed', 'cancelled'],
  personActions: ['started', 'paused', 'resumed', 'cancelled'],
  context: personContext,
  data,
  columns,
  example,
})
