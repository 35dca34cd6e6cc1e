import { defineMeasure, distinct, personContext } from './define.ts'

export default defineMeasure({
  id: 'shipments_dispatched',
  title: 'Shipments dispatched',
  question: 'How many parcels were dispatched?',
  numerator: 'different shipments dispatched',
  sums: { dispatched: distinct('shipment_id', { type: 'shipment', action: 'dispatched' }) },
  unit: 'count',
  dimensions: [...personContext, 'warehouse_id', 'carrier', 'lot'],
  compute: ({ dispatched }) => dispatched,
})
