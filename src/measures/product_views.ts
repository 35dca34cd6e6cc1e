import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'product_views',
  title: 'Product views',
  question: 'How often was a product viewed?',
  numerator: 'product.viewed events',
  sums: { viewed: count({ type: 'product', action: 'viewed' }) },
  unit: 'count',
  dimensions: [...context, 'category', 'brand', 'product_id'],
  compute: ({ viewed }) => viewed,
})
