import { defineEvent, identifier, integer, required, word } from './define.ts'

const data = {
  recommendation_id: required(identifier('public')),
  product_id: identifier('public'),
  placement: word('public'),
  position: integer('public', { minimum: 0 }),
}

const columns = {
  recommendation_id: 'String',
  product_id: 'String',
  placement: 'LowCardinality(String)',
  position: 'Nullable(UInt32)',
}

const example = {
  type: 'recommendation',
  action: 'shown',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'storefront',
  user_id: 'user-42',
  session_id: 'session-7',
  context: { country: 'ES', channel: 'web' },
  data: { recommendation_id: 'recommendation-4', product_id: 'reader-2', placement: 'cart', position: 1 },
}

export default defineEvent({
  type: 'recommendation',
  emitted: 'By the storefront, when a recommended product is shown, followed or bought.',
  actions: ['shown', 'clicked', 'purchased'],
  personActions: ['clicked', 'purchased'],
  data,
  columns,
  example,
})
