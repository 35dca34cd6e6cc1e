import { context, defineMeasure, distinct } from './define.ts'

export default defineMeasure({
  id: 'checkouts_completed',
  title: 'Checkouts completed',
  question: 'How many checkouts were completed?',
  numerator: 'different checkouts completed',
  sums: { completed: distinct('checkout_id', { type: 'checkout', action: 'completed' }) },
  unit: 'count',
  dimensions: [...context, 'currency'],
  compute: ({ completed }) => completed,
})
