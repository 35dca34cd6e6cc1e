import { defineMeasure, distinct, personContext } from './define.ts'

export default defineMeasure({
  id: 'shipments_delivered',
  title: 'Shipments delivered',
  question: 'How many parcels were delivered?',
  numerator: 'different shipments delivered',
  sums: { delivered: distinct('shipment_id', { type: 'shipment', action: 'delivered' }) },
  unit: 'count',
  dimensions: [...personContext, 'warehouse_id', 'carrier', 'lot'],
  compute: ({ delivered }) => delivered,
})
