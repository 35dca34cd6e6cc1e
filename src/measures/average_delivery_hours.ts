import { count, defineMeasure, divide, personContext, sum } from './define.ts'

const delivered = { type: 'shipment', action: 'delivered', where: 'dispatched_at IS NOT NULL' }

export default defineMeasure({
  id: 'average_delivery_hours',
  title: 'Delivery time',
  question: 'How many hours does a parcel take from dispatch to delivery?',
  numerator: 'Σ hours from dispatch to delivery',
  denominator: 'deliveries that say when they were dispatched',
  sums: {
    milliseconds: sum("dateDiff('millisecond', dispatched_at, occurred_at)", delivered, 'Int64'),
    deliveries: count(delivered),
  },
  unit: 'hours',
  dimensions: [...personContext, 'warehouse_id', 'carrier'],
  compute: ({ milliseconds, deliveries }) => divide(milliseconds / 3_600_000, deliveries),
  observations: ({ deliveries }) => deliveries,
})
