import { context, defineMeasure, divide } from './define.ts'

export default defineMeasure({
  id: 'stickiness',
  title: 'Stickiness',
  question: 'What part of the people of a month comes on one day?',
  numerator: 'people of the last day',
  denominator: 'people of the last thirty days',
  uses: ['dau', 'mau'],
  unit: 'ratio',
  dimensions: [...context, 'type', 'action'],
  compute: ({ dau, mau }) => divide(dau, mau),
})
