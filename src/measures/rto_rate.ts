import { context, defineMeasure, distinct, divide } from './define.ts'

export default defineMeasure({
  id: 'rto_rate',
  title: 'Return to origin',
  question: 'How many of the parcels sent come back undelivered?',
  numerator: 'different shipments returned to origin',
  denominator: 'shipments dispatched',
  sums: { returned: distinct('shipment_id', { type: 'shipment', action: 'returned_to_origin' }) },
  uses: ['shipments_dispatched'],
  unit: 'ratio',
  dimensions: [...context, 'warehouse_id', 'carrier', 'lot'],
  compute: ({ returned, shipments_dispatched }) => divide(returned, shipments_dispatched),
})
