import { context, defineMeasure, money, payment } from './define.ts'

export default defineMeasure({
  id: 'refund_amount',
  title: 'Refund amount',
  question: 'How much money was refunded?',
  numerator: 'Σ amount of refunds completed',
  sums: { amount: money('amount', { type: 'refund', action: 'completed' }) },
  unit: 'money',
  dimensions: [...context, ...payment, 'currency', 'reason'],
  compute: ({ amount }) => amount,
})
