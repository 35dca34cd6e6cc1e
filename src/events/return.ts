import { defineEvent, identifier, items, itemsColumn, money, quantity, required, text, word } from './define.ts'

const line = {
  product_id: identifier('public'),
  quantity: quantity('public', { minimum: 0 }),
  unit_price: money('public', { minimum: 0 }),
  category: word('public'),
  brand: word('public'),
  lot: identifier('public'),
  unit_cost: money('public', { minimum: 0 }),
}

const data = {
  return_id: required(identifier('public')),
  items: items(line),
  reason: text('public'),
}

const columns = {
  return_id: 'String',
  items: itemsColumn,
  reason: 'String',
}

const example = {
  type: 'return',
  action: 'received',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'returns',
  user_id: 'user-42',
  order_id: 'order-1001',
  context: { country: 'ES' },
  data: {
    return_id: 'return-8',
    items: [{ product_id: 'patch-g1', quantity: 1, unit_price: 44.95, lot: 'L2026-091' }],
    reason: 'did not stick',
  },
}

export default defineEvent({
  type: 'return',
  emitted: 'By the returns desk, when goods are announced, arrive or are turned away.',
  actions: ['requested', 'received', 'rejected'],
  personActions: ['requested'],
  requires: ['order_id'],
  data,
  columns,
  example,
})
