import { defineMeasure, distinct, personContext } from './define.ts'

export default defineMeasure({
  id: 'shipments_returned',
  title: 'Parcels returned to sender',
  question: 'How many parcels were returned to sender?',
  numerator: 'different shipments returned to origin',
  sums: { returned: distinct('shipment_id', { type: 'shipment', action: 'returned_to_origin' }) },
  unit: 'count',
  dimensions: [...personContext, 'warehouse_id', 'carrier', 'lot'],
  compute: ({ returned }) => returned,
})
