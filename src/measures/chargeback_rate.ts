import { context, defineMeasure, divide, ofSeveralSenders, payment } from './define.ts'

export default defineMeasure({
  id: 'chargeback_rate',
  title: 'Chargeback rate',
  question: 'What share of captured payments is disputed?',
  numerator: 'chargebacks',
  denominator: 'payments captured',
  uses: ['chargebacks', 'payments_captured'],
  unit: 'ratio',
  isShare: true,
  dimensions: ofSeveralSenders([...context, ...payment, 'currency']),
  compute: ({ chargebacks, payments_captured }) => divide(chargebacks, payments_captured),
  observations: ({ payments_captured }) => payments_captured,
})
