import { defineEvent, text, word } from './define.ts'

const data = {
  referrer: text('public'),
  landing_page: text('public'),
  utm_source: word('public'),
  utm_medium: word('public'),
  utm_campaign: word('public'),
}

const columns = {
  referrer: 'String',
  landing_page: 'String',
  utm_source: 'LowCardinality(String)',
  utm_medium: 'LowCardinality(String)',
  utm_campaign: 'LowCardinality(String)',
}

const example = {
  type: 'session',
  action: 'started',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'storefront',
  user_id: 'user-42',
  session_id: 'session-7',
  context: { country: 'ES', channel: 'web', device_type: 'phone' },
  data: {
    referrer: 'https://search.example/',
    landing_page: '/patches',
    utm_source: 'newsletter',
    utm_medium: 'email',
    utm_campaign: 'autumn',
  },
}

export default defineEvent({
  type: 'session',
  emitted: 'By the storefront, when a visit begins and when it has been idle for half an hour.',
  actions: ['started', 'ended'],
  personActions: ['started'],
  requires: ['session_id'],
  data,
  columns,
  example,
})
