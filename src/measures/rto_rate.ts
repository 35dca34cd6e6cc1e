import { defineMeasure, divide, personContext } from './define.ts'

export default defineMeasure({
  id: 'rto_rate',
  title: 'RTO rate',
  question: 'What share of parcels is returned to sender?',
  numerator: 'different shipments returned to origin',
  denominator: 'shipments dispatched',
  uses: ['shipments_returned', 'shipments_dispatched'],
  unit: 'ratio',
  isShare: true,
  dimensions: [...personContext, 'warehouse_id', 'carrier', 'lot'],
  compute: ({ shipments_returned, shipments_dispatched }) => divide(shipments_returned, shipments_dispatched),
  observations: ({ shipments_dispatched }) => shipments_dispatched,
})
