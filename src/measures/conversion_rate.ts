import { context, defineMeasure, divide, ofSeveralSenders } from './define.ts'

export default defineMeasure({
  id: 'conversion_rate',
  title: 'Conversion rate',
  question: 'How many sessions end in a captured payment?',
  numerator: 'payments captured',
  denominator: 'sessions',
  uses: ['payments_captured', 'sessions'],
  unit: 'ratio',
  isShare: true,
  dimensions: ofSeveralSenders(context),
  compute: ({ payments_captured, sessions }) => divide(payments_captured, sessions),
  observations: ({ sessions }) => sessions,
})
