import { defineMeasure, divide, personContext } from './define.ts'

export default defineMeasure({
  id: 'rto_rate',
  title: 'Return to origin',
  question: 'How many of the parcels sent come back undelivered?',
  numerator: 'different shipments returned to origin',
  denominator: 'shipments dispatched',
  uses: ['shipments_returned', 'shipments_dispatched'],
  unit: 'ratio',
  dimensions: [...personContext, 'warehouse_id', 'carrier', 'lot'],
  compute: ({ shipments_returned, shipments_dispatched }) => divide(shipments_returned, shipments_dispatched),
})
