import { context, defineMeasure, divide, item, payment } from './define.ts'

export default defineMeasure({
  id: 'arpu',
  title: 'Revenue per customer (ARPU)',
  question: 'What does one customer spend?',
  numerator: 'gross merchandise value',
  denominator: 'purchasers',
  uses: ['gmv', 'unique_purchasers'],
  unit: 'money',
  dimensions: [...context, ...item, ...payment, 'currency'],
  compute: ({ gmv, unique_purchasers }) => divide(gmv, unique_purchasers),
  observations: ({ unique_purchasers }) => unique_purchasers,
})
