import { date, defineEvent, identifier, quantity, required, text, words } from './define.ts'

const data = {
  lot: required(identifier('public')),
  product_id: required(identifier('public')),
  units_produced: quantity('public', { minimum: 0 }),
  units_rejected: quantity('public', { minimum: 0 }),
  reason: text('public'),
  produced_on: date('public'),
  expires_on: date('public'),
  udi_di: identifier('public'),
  component_lots: words('public'),
}

const columns = {
  lot: 'String',
  product_id: 'String',
  units_produced: 'Nullable(Decimal(18, 6))',
  units_rejected: 'Nullable(Decimal(18, 6))',
  reason: 'String',
  produced_on: 'Nullable(Date32)',
  expires_on: 'Nullable(Date32)',
  udi_di: 'String',
  component_lots: 'Array(String)',
}

const example = {
  type: 'batch',
  action: 'produced',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'manufacturing',
  data: {
    lot: 'L2026-091',
    product_id: 'patch-g1',
    units_produced: 5000,
    units_rejected: 37,
    produced_on: '2026-09-28',
    expires_on: '2027-09-30',
    udi_di: '08437012345678',
    component_lots: ['S2026-310', 'A2026-044'],
  },
}

export default defineEvent({
  type: 'batch',
  emitted: 'By manufacturing and quality control, for each lot.',
  actions: ['produced', 'released', 'quarantined', 'recalled'],
  context: [],
  data,
  columns,
  example,
})
