import { currency, defineEvent, identifier, money, required, wordOrNumber } from './define.ts'

const data = {
  checkout_id: required(identifier('public')),
  cart_id: identifier('public'),
  step: wordOrNumber('public'),
  value: money('public', { minimum: 0 }),
  currency: currency('public'),
}

// `value` has no column: a telemetry reading holds that name as a float, and money is never one.
const columns = {
  checkout_id: 'String',
  cart_id: 'String',
  step: 'LowCardinality(String)',
  currency: 'LowCardinality(String)',
}

const example = {
  type: 'checkout',
  action: 'step_completed',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'storefront',
  user_id: 'user-42',
  session_id: 'session-7',
  context: { country: 'ES', channel: 'web' },
  data: { checkout_id: 'checkout-19', cart_id: 'cart-31', step: 'address', value: 89.9, currency: 'EUR' },
}

export default defineEvent({
  type: 'checkout',
  emitted: 'By the storefront, as a buyer goes from the cart to the payment.',
  actions: ['started', 'step_completed', 'completed', 'failed'],
  personActions: ['started', 'step_completed', 'completed'],
  data,
  columns,
  example,
})
