import { count, defineMeasure, divide, personContext } from './define.ts'

export default defineMeasure({
  id: 'dose_success_rate',
  title: 'Dose delivery success rate',
  question: 'What share of the doses due was delivered?',
  numerator: 'doses delivered',
  denominator: 'doses delivered, failed and missed',
  sums: {
    delivered: count({ type: 'dose', action: 'delivered' }),
    due: count({ type: 'dose', action: ['delivered', 'failed', 'missed'] }),
  },
  unit: 'ratio',
  isShare: true,
  dimensions: [...personContext, 'wearable_type', 'lot'],
  compute: ({ delivered, due }) => divide(delivered, due),
  observations: ({ due }) => due,
})
