import { defineEvent, identifier, oneOf, required, word } from './define.ts'

const data = {
  notification_id: required(identifier('public')),
  medium: required(oneOf('public', 'email', 'sms', 'push')),
  template: word('public'),
}

const columns = {
  notification_id: 'String',
  medium: 'LowCardinality(String)',
  template: 'LowCardinality(String)',
}

const example = {
  type: 'notification',
  action: 'delivered',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'messaging',
  user_id: 'user-42',
  context: { country: 'ES' },
  data: { notification_id: 'notification-3', medium: 'email', template: 'order-confirmed' },
}

export default defineEvent({
  type: 'notification',
  emitted: 'By the messaging service, at each step of a message to a person.',
  actions: ['sent', 'delivered', 'opened', 'clicked', 'failed'],
  personActions: ['opened', 'clicked'],
  data,
  columns,
  example,
})
