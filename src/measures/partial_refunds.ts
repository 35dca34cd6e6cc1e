import { context, count, defineMeasure, payment } from './define.ts'

export default defineMeasure({
  id: 'partial_refunds',
  title: 'Partial refunds',
  question: 'How many refunds covered only a part of the payment?',
  numerator: 'refunds completed that are not of the full amount',
  sums: { completed: count({ type: 'refund', action: 'completed', where: 'full = false' }) },
  unit: 'count',
  dimensions: [...context, ...payment, 'currency', 'reason'],
  compute: ({ completed }) => completed,
})
