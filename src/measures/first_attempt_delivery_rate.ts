import { count, defineMeasure, divide, personContext } from './define.ts'

export default defineMeasure({
  id: 'first_attempt_delivery_rate',
  title: 'First-attempt delivery rate',
  question: 'What share of parcels was delivered at the first attempt?',
  numerator: 'deliveries at the first attempt',
  denominator: 'deliveries that say at which attempt',
  sums: {
    first: count({ type: 'shipment', action: 'delivered', where: 'attempt = 1' }),
    counted: count({ type: 'shipment', action: 'delivered', where: 'attempt IS NOT NULL' }),
  },
  unit: 'ratio',
  isShare: true,
  dimensions: [...personContext, 'warehouse_id', 'carrier'],
  compute: ({ first, counted }) => divide(first, counted),
  observations: ({ counted }) => counted,
})
