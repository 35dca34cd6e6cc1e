import { context, defineMeasure, divide, ofSeveralSenders, payment } from './define.ts'

export default defineMeasure({
  id: 'refund_rate',
  title: 'Refund rate',
  question: 'What share of captured payments is refunded?',
  numerator: 'refunds completed',
  denominator: 'payments captured',
  uses: ['refunds', 'payments_captured'],
  unit: 'ratio',
  isShare: true,
  dimensions: ofSeveralSenders([...context, ...payment, 'currency']),
  compute: ({ refunds, payments_captured }) => divide(refunds, payments_captured),
  observations: ({ payments_captured }) => payments_captured,
})
