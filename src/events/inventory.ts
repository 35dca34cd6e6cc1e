import { currency, date, defineEvent, identifier, money, quantity, required, word } from './define.ts'

const data = {
  product_id: required(identifier('public')),
  warehouse_id: required(identifier('public')),
  lot: identifier('public'),
  quantity: quantity('public'),
  on_hand: required(quantity('public'), 'counted'),
  unit_cost: money('public', { minimum: 0 }),
  currency: currency('public'),
  reorder_point: quantity('public'),
  received_on: date('public'),
  expires_on: date('public'),
  category: word('public'),
  brand: word('public'),
}

const columns = {
  product_id: 'String',
  warehouse_id: 'String',
  lot: 'String',
  quantity: 'Nullable(Decimal(18, 6))',
  on_hand: 'Nullable(Decimal(18, 6))',
  unit_cost: 'Decimal(18, 6)',
  currency: 'LowCardinality(String)',
  reorder_point: 'Nullable(Decimal(18, 6))',
  received_on: 'Nullable(Date32)',
  expires_on: 'Nullable(Date32)',
  category: 'LowCardinality(String)',
  brand: 'LowCardinality(String)',
}

const example = {
  type: 'inventory',
  action: 'counted',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'warehouse',
  data: {
    product_id: 'patch-g1',
    warehouse_id: 'madrid',
    lot: 'L2026-091',
    on_hand: 420,
    unit_cost: 17.2,
    currency: 'EUR',
    reorder_point: 150,
    received_on: '2026-09-14',
    expires_on: '2027-09-30',
    category: 'patches',
    brand: 'POCM',
  },
}

export default defineEvent({
  type: 'inventory',
  emitted: 'By the warehouse, at each movement of stock and at each count.',
  actions: ['counted', 'received', 'sold', 'adjusted', 'shrunk'],
  context: [],
  data,
  columns,
  example,
})
