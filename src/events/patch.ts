import { defineEvent, identifier, personContext, quantity, required, word } from './define.ts'

const data = {
  lot: identifier('public'),
  prescribed_days: required(quantity('public', { minimum: 0 }), 'day_recorded'),
  valid_patch_days: required(quantity('public', { minimum: 0 }), 'day_recorded'),
  device_type: word('public'),
  firmware: word('public'),
}

const columns = {
  lot: 'String',
  prescribed_days: 'Nullable(Decimal(18, 6))',
  valid_patch_days: 'Nullable(Decimal(18, 6))',
  device_type: 'LowCardinality(String)',
  firmware: 'LowCardinality(String)',
}

const example = {
  type: 'patch',
  action: 'day_recorded',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'companion-app',
  user_id: 'user-42',
  device_id: 'device-900',
  context: { country: 'ES' },
  data: { lot: 'L2026-091', prescribed_days: 1, valid_patch_days: 1, device_type: 'glucose_patch', firmware: '2.4.1' },
}

export default defineEvent({
  type: 'patch',
  emitted: 'By the companion app when a patch is put on or comes off, and once for each day of wear.',
  actions: ['applied', 'removed', 'detached', 'day_recorded'],
  personActions: ['applied', 'removed', 'day_recorded'],
  context: personContext,
  requires: ['device_id'],
  data,
  columns,
  example,
})
