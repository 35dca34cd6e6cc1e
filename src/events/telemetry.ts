import { defineEvent, identifier, number, personContext, required, word, wordOrNumber } from './define.ts'

const data = {
  metric: required(word('public')),
  value: required(number('public')),
  unit: required(word('public')),
  quality: wordOrNumber('public'),
  firmware: word('public'),
  lot: identifier('public'),
  device_type: word('public'),
}

const columns = {
  metric: 'LowCardinality(String)',
  value: 'Nullable(Float64)',
  unit: 'LowCardinality(String)',
  quality: 'LowCardinality(String)',
  firmware: 'LowCardinality(String)',
  lot: 'String',
  device_type: 'LowCardinality(String)',
}

const example = {
  type: 'telemetry',
  action: 'read',
  occurred_at: '2026-10-01T12:00:41+02:00',
  device_at: '2026-10-01T12:00:39+02:00',
  producer: 'companion-app',
  user_id: 'user-42',
  device_id: 'device-900',
  context: { country: 'ES' },
  data: {
    metric: 'glucose',
    value: 104,
    unit: 'mg/dL',
    quality: 'good',
    firmware: '2.4.1',
    lot: 'L2026-091',
    device_type: 'glucose_patch',
  },
}

export default defineEvent({
  type: 'telemetry',
  emitted: 'By the device, for each reading of a sensor.',
  actions: ['read'],
  context: personContext,
  requires: ['device_id'],
  data,
  columns,
  example,
})
