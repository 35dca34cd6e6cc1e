import { context, defineMeasure, divide } from './define.ts'

export default defineMeasure({
  id: 'stickiness',
  title: 'Stickiness (DAU ÷ MAU)',
  question: 'What share of monthly active users is active on a day?',
  numerator: 'people of the last day',
  denominator: 'people of the last thirty days',
  uses: ['dau', 'mau'],
  unit: 'ratio',
  isShare: true,
  dimensions: [...context, 'type', 'action'],
  compute: ({ dau, mau }) => divide(dau, mau),
  observations: ({ mau }) => mau,
})
