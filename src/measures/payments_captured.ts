import { context, count, defineMeasure, payment } from './define.ts'

export default defineMeasure({
  id: 'payments_captured',
  title: 'Payments captured',
  question: 'How many payments were captured?',
  numerator: 'payments captured',
  sums: { captured: count({ type: 'payment', action: 'captured' }) },
  unit: 'count',
  dimensions: [...context, ...payment, 'currency'],
  compute: ({ captured }) => captured,
})
