import { context, defineMeasure, divide, ofSeveralSenders } from './define.ts'

export default defineMeasure({
  id: 'conversion_rate',
  title: 'Conversion',
  question: 'How many visits end in a payment?',
  numerator: 'payments captured',
  denominator: 'sessions',
  uses: ['payments_captured', 'sessions'],
  unit: 'ratio',
  dimensions: ofSeveralSenders(context),
  compute: ({ payments_captured, sessions }) => divide(payments_captured, sessions),
})
