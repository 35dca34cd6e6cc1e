import { context, defineMeasure, divide, item, payment } from './define.ts'

export default defineMeasure({
  id: 'aov',
  title: 'Average order value',
  question: 'What is one order worth?',
  numerator: 'gross merchandise value',
  denominator: 'orders',
  uses: ['gmv', 'orders'],
  unit: 'money',
  dimensions: [...context, ...item, ...payment, 'currency'],
  compute: ({ gmv, orders }) => divide(gmv, orders),
  observations: ({ orders }) => orders,
})
