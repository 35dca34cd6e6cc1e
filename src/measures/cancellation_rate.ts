import { context, defineMeasure, divide, payment } from './define.ts'

export default defineMeasure({
  id: 'cancellation_rate',
  title: 'Cancellation rate',
  question: 'How many of the orders are cancelled?',
  numerator: 'orders cancelled',
  denominator: 'orders placed',
  uses: ['orders_cancelled', 'orders'],
  unit: 'ratio',
  isShare: true,
  dimensions: [...context, ...payment, 'currency'],
  compute: ({ orders_cancelled, orders }) => divide(orders_cancelled, orders),
  observations: ({ orders }) => orders,
})
