import { context, defineMeasure, divide, payment } from './define.ts'

export default defineMeasure({
  id: 'payment_success_rate',
  title: 'Payment success rate',
  question: 'What share of completed payment attempts was captured?',
  numerator: 'payments captured',
  denominator: 'payments captured and payments failed',
  uses: ['payments_captured', 'payments_failed'],
  complement: 'payments_failed',
  unit: 'ratio',
  isShare: true,
  dimensions: [...context, ...payment, 'currency'],
  compute: ({ payments_captured, payments_failed }) => divide(payments_captured, payments_captured + payments_failed),
  observations: ({ payments_captured, payments_failed }) => payments_captured + payments_failed,
})
