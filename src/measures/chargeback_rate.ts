import { context, defineMeasure, divide, ofSeveralSenders, payment } from './define.ts'

export default defineMeasure({
  id: 'chargeback_rate',
  title: 'Chargeback rate',
  question: 'How many payments does a bank take back?',
  numerator: 'chargebacks',
  denominator: 'payments captured',
  uses: ['chargebacks', 'payments_captured'],
  unit: 'ratio',
  dimensions: ofSeveralSenders([...context, ...payment, 'currency']),
  compute: ({ chargebacks, payments_captured }) => divide(chargebacks, payments_captured),
})
