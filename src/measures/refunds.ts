import { context, count, defineMeasure, payment } from './define.ts'

export default defineMeasure({
  id: 'refunds',
  title: 'Refunds',
  question: 'How many refunds were made?',
  numerator: 'refunds completed',
  sums: { completed: count({ type: 'refund', action: 'completed' }) },
  unit: 'count',
  dimensions: [...context, ...payment, 'currency', 'reason'],
  compute: ({ completed }) => completed,
})
