import { context, defineMeasure, distinct, item, payment } from './define.ts'

export default defineMeasure({
  id: 'unique_purchasers',
  title: 'Customers',
  question: 'How many different customers ordered?',
  numerator: 'different users who placed an order; an order without a user is no purchaser',
  sums: { users: distinct('user_id', { type: 'order', action: 'placed' }) },
  unit: 'count',
  dimensions: [...context, ...item, ...payment, 'currency'],
  compute: ({ users }) => users,
})
