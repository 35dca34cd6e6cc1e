import { defineEvent, identifier, personContext, quantity, word } from './define.ts'

const data = {
  drug: word('public'),
  amount: quantity('public', { minimum: 0 }),
  unit: word('public'),
  lot: identifier('public'),
  device_type: word('public'),
}

const columns = {
  drug: 'LowCardinality(String)',
  amount: 'Decimal(18, 6)',
  unit: 'LowCardinality(String)',
  lot: 'String',
  device_type: 'LowCardinality(String)',
}

const example = {
  type: 'dose',
  action: 'delivered',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'companion-app',
  user_id: 'user-42',
  device_id: 'device-901',
  context: { country: 'ES' },
  data: { drug: 'insulin lispro', amount: 4.5, unit: 'IU', lot: 'L2026-044', device_type: 'dosing_patch' },
}

export default defineEvent({
  type: 'dose',
  emitted: 'By the dosing device, when a dose is planned and when its time has come.',
  actions: ['scheduled', 'delivered', 'failed', 'missed'],
  context: personContext,
  requires: ['device_id'],
  data,
  columns,
  example,
})
