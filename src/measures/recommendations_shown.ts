import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'recommendations_shown',
  title: 'Recommendations shown',
  question: 'How often was a product recommended?',
  numerator: 'recommendation.shown events',
  sums: { shown: count({ type: 'recommendation', action: 'shown' }) },
  unit: 'count',
  dimensions: [...context, 'product_id', 'placement', 'position'],
  compute: ({ shown }) => shown,
})
