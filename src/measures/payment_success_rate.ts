import { context, defineMeasure, divide, payment } from './define.ts'

export default defineMeasure({
  id: 'payment_success_rate',
  title: 'Payment success',
  question: 'How many of the payments that came to an end went through?',
  numerator: 'payments captured',
  denominator: 'payments captured and payments failed',
  uses: ['payments_captured', 'payments_failed'],
  unit: 'ratio',
  dimensions: [...context, ...payment, 'currency'],
  compute: ({ payments_captured, payments_failed }) => divide(payments_captured, payments_captured + payments_failed),
})
