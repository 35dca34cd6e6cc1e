import { currency, defineEvent, identifier, money, required } from './define.ts'

const data = {
  affiliate_id: required(identifier('public')),
  revenue: money('public'),
  commission: money('public'),
  currency: currency('public'),
}

const columns = {
  affiliate_id: 'String',
  revenue: 'Decimal(18, 6)',
  commission: 'Decimal(18, 6)',
  currency: 'LowCardinality(String)',
}

const example = {
  type: 'affiliate',
  action: 'converted',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'affiliates',
  user_id: 'user-42',
  session_id: 'session-7',
  order_id: 'order-1001',
  context: { country: 'ES' },
  data: { affiliate_id: 'runners-blog', revenue: 89.9, commission: 4.5, currency: 'EUR' },
}

export default defineEvent({
  type: 'affiliate',
  emitted: 'By the partner programme, when a partner sends a visitor and when that visitor buys.',
  actions: ['clicked', 'converted'],
  personActions: ['clicked'],
  data,
  columns,
  example,
})
