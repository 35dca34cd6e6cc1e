import { context, count, defineMeasure, payment } from './define.ts'

export default defineMeasure({
  id: 'payments_failed',
  title: 'Payments failed',
  question: 'How many payments were declined or failed?',
  numerator: 'payments failed',
  sums: { failed: count({ type: 'payment', action: 'failed' }) },
  unit: 'count',
  dimensions: [...context, ...payment, 'currency', 'decline_code'],
  compute: ({ failed }) => failed,
})
