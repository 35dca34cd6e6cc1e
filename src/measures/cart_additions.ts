import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'cart_additions',
  title: 'Cart additions',
  question: 'How often was a product added to a cart?',
  numerator: 'cart.item_added events',
  sums: { added: count({ type: 'cart', action: 'item_added' }) },
  unit: 'count',
  dimensions: [...context, 'category', 'brand', 'product_id'],
  compute: ({ added }) => added,
})
