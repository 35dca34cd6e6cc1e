import { context, defineMeasure, distinct } from './define.ts'

export default defineMeasure({
  id: 'carts_created',
  title: 'Carts created',
  question: 'How many carts were created?',
  numerator: 'different carts created',
  sums: { created: distinct('cart_id', { type: 'cart', action: 'created' }) },
  unit: 'count',
  dimensions: context,
  compute: ({ created }) => created,
})
