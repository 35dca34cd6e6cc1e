import { context, defineMeasure, distinct, item, payment } from './define.ts'

export default defineMeasure({
  id: 'orders',
  title: 'Orders',
  question: 'How many orders were placed?',
  numerator: 'different orders placed',
  sums: { placed: distinct('order_id', { type: 'order', action: 'placed' }) },
  unit: 'count',
  dimensions: [...context, ...item, ...payment, 'currency'],
  compute: ({ placed }) => placed,
})
