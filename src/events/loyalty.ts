import { defineEvent, quantity, word } from './define.ts'

const data = {
  points: quantity('public'),
  tier: word('public'),
}

const columns = {
  points: 'Nullable(Decimal(18, 6))',
  tier: 'LowCardinality(String)',
}

const example = {
  type: 'loyalty',
  action: 'earned',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'loyalty',
  user_id: 'user-42',
  order_id: 'order-1001',
  context: { country: 'ES' },
  data: { points: 90, tier: 'silver' },
}

export default defineEvent({
  type: 'loyalty',
  emitted: 'By the loyalty programme, when a customer joins, earns, spends or changes tier.',
  actions: ['enrolled', 'earned', 'redeemed', 'tier_changed'],
  personActions: ['enrolled', 'redeemed'],
  data,
  columns,
  example,
})
