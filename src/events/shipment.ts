import {
  dateOrDateTime,
  dateTime,
  defineEvent,
  identifier,
  integer,
  personContext,
  required,
  word,
  words,
} from './define.ts'

const data = {
  shipment_id: required(identifier('public')),
  warehouse_id: identifier('public'),
  carrier: word('public'),
  eta: dateOrDateTime('public'),
  dispatched_at: dateTime('public'),
  attempt: integer('public', { minimum: 1 }),
  lots: words('public'),
}

// `eta` stays as sent: one that is only a date ends with that day in the time zone of each request.
const columns = {
  shipment_id: 'String',
  warehouse_id: 'String',
  carrier: 'LowCardinality(String)',
  eta: 'String',
  dispatched_at: "Nullable(DateTime64(6, 'UTC'))",
  attempt: 'Nullable(UInt32)',
  lots: 'Array(String)',
}

const example = {
  type: 'shipment',
  action: 'delivered',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'logistics',
  user_id: 'user-42',
  order_id: 'order-1001',
  context: { country: 'ES' },
  data: {
    shipment_id: 'shipment-77',
    warehouse_id: 'madrid',
    carrier: 'seur',
    eta: '2026-10-03',
    dispatched_at: '2026-10-01T16:00:00+02:00',
    attempt: 1,
    lots: ['L2026-091'],
  },
}

export default defineEvent({
  type: 'shipment',
  emitted: 'By the logistics service, at each scan of a parcel.',
  actions: ['created', 'dispatched', 'out_for_delivery', 'attempted', 'delivered', 'returned_to_origin', 'lost'],
  context: personContext,
  data,
  columns,
  example,
})
