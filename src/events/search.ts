import { defineEvent, identifier, integer, required, text } from './define.ts'

const data = {
  query: required(text('public')),
  results_count: required(integer('public', { minimum: 0 }), 'performed'),
  position: required(integer('public', { minimum: 0 }), 'clicked'),
  product_id: identifier('public'),
}

const columns = {
  query: 'String',
  results_count: 'Nullable(UInt32)',
  position: 'Nullable(UInt32)',
  product_id: 'String',
}

const example = {
  type: 'search',
  action: 'performed',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'storefront',
  user_id: 'user-42',
  session_id: 'session-7',
  context: { country: 'ES', channel: 'web' },
  data: { query: 'glucose patch', results_count: 12 },
}

export default defineEvent({
  type: 'search',
  emitted: 'By the storefront, when results are shown and when one of them is followed.',
  actions: ['performed', 'clicked'],
  personActions: ['performed', 'clicked'],
  data,
  columns,
  example,
})
