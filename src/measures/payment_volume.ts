import { context, defineMeasure, money, payment } from './define.ts'

export default defineMeasure({
  id: 'payment_volume',
  title: 'Payment volume',
  question: 'How much money was captured?',
  numerator: 'Σ amount of payments captured',
  sums: { amount: money('amount', { type: 'payment', action: 'captured' }) },
  unit: 'money',
  dimensions: [...context, ...payment, 'currency'],
  compute: ({ amount }) => amount,
})
