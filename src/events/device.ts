import { defineEvent, identifier, personContext, required, word } from './define.ts'

const data = {
  device_type: required(word('public')),
  model: word('public'),
  firmware: word('public'),
  lot: identifier('public'),
}

const columns = {
  device_type: 'LowCardinality(String)',
  model: 'LowCardinality(String)',
  firmware: 'LowCardinality(String)',
  lot: 'String',
}

const example = {
  type: 'device',
  action: 'activated',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'companion-app',
  user_id: 'user-42',
  device_id: 'device-900',
  context: { country: 'ES' },
  data: { device_type: 'glucose_patch', model: 'G1', firmware: '2.4.1', lot: 'L2026-091' },
}

export default defineEvent({
  type: 'device',
  emitted: 'By the device, or by its companion app, when its state changes.',
  actions: ['registered', 'activated', 'deactivated', 'firmware_updated', 'faulted'],
  personActions: ['registered', 'activated'],
  context: personContext,
  requires: ['device_id'],
  data,
  columns,
  example,
})
