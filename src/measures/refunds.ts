import { context, count, defineMeasure, payment } from './define.ts'

export default defineMeasure({
  id: 'refunds',
  title: 'Refunds',
  question: 'How often was money given back?',
  numerator: 'refunds completed',
  sums: { completed: count({ type: 'refund', action: 'completed' }) },
  unit: 'count',
  dimensions: [...context, ...payment, 'currency', 'reason'],
  compute: ({ completed }) => completed,
})
