import { context, defineMeasure, distinct, payment } from './define.ts'

export default defineMeasure({
  id: 'orders_cancelled',
  title: 'Orders cancelled',
  question: 'How many orders were cancelled?',
  numerator: 'different orders cancelled',
  sums: { cancelled: distinct('order_id', { type: 'order', action: 'cancelled' }) },
  unit: 'count',
  dimensions: [...context, ...payment, 'currency'],
  compute: ({ cancelled }) => cancelled,
})
