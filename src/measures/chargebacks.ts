import { context, count, defineMeasure, ofFew, payment } from './define.ts'

export default defineMeasure({
  id: 'chargebacks',
  title: 'Chargebacks',
  question: 'How many payments were disputed?',
  numerator: 'chargebacks opened',
  sums: { opened: ofFew(count({ type: 'chargeback', action: 'opened' })) },
  unit: 'count',
  dimensions: [...context, ...payment, 'currency'],
  compute: ({ opened }) => opened,
})
