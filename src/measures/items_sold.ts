import { context, defineMeasure, item, payment, sum } from './define.ts'

export default defineMeasure({
  id: 'items_sold',
  title: 'Items sold',
  question: 'How many pieces did customers order?',
  numerator: 'Σ quantity over the items of placed orders',
  sums: { quantity: sum('items_quantity', { type: 'order', action: 'placed' }) },
  unit: 'count',
  dimensions: [...context, ...item, ...payment, 'currency'],
  compute: ({ quantity }) => quantity,
})
