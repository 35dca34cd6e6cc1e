import { context, defineMeasure, item, money, ofProducts, payment } from './define.ts'

export default defineMeasure({
  id: 'gmv',
  title: 'Gross merchandise value',
  question: 'What were the ordered goods worth?',
  numerator: 'Σ quantity × unit price over the items of placed orders',
  sums: { value: money('items_value', { type: 'order', action: 'placed' }, ofProducts) },
  unit: 'money',
  dimensions: [...context, ...item, ...payment, 'currency'],
  compute: ({ value }) => value,
})
