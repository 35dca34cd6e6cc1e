import { context, defineMeasure, distinct, item, payment } from './define.ts'

export default defineMeasure({
  id: 'returns',
  title: 'Returns',
  question: 'How many orders were returned?',
  numerator: 'different orders of which a return was received',
  sums: { received: distinct('order_id', { type: 'return', action: 'received' }) },
  unit: 'count',
  dimensions: [...context, ...item, ...payment, 'reason'],
  compute: ({ received }) => received,
})
