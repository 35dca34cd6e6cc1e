import { context, defineMeasure, divide, item, ofSeveralSenders, payment } from './define.ts'

export default defineMeasure({
  id: 'return_rate',
  title: 'Return rate',
  question: 'What share of orders is returned?',
  numerator: 'orders returned',
  denominator: 'orders placed',
  uses: ['returns', 'orders'],
  unit: 'ratio',
  isShare: true,
  dimensions: ofSeveralSenders([...context, ...item, ...payment]),
  compute: ({ returns, orders }) => divide(returns, orders),
  observations: ({ orders }) => orders,
})
