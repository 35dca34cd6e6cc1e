import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'cart_additions',
  title: 'Added to carts',
  question: 'How often was a product put into a cart?',
  numerator: 'cart.item_added events',
  sums: { added: count({ type: 'cart', action: 'item_added' }) },
  unit: 'count',
  dimensions: [...context, 'category', 'brand', 'product_id'],
  compute: ({ added }) => added,
})
