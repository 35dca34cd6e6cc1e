import { context, defineMeasure, distinct } from './define.ts'

export default defineMeasure({
  id: 'carts_created',
  title: 'Carts',
  question: 'How many carts were begun?',
  numerator: 'different carts created',
  sums: { created: distinct('cart_id', { type: 'cart', action: 'created' }) },
  unit: 'count',
  dimensions: context,
  compute: ({ created }) => created,
})
