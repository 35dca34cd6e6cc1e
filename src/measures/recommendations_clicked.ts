import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'recommendations_clicked',
  title: 'Recommendations clicked',
  question: 'How often was a recommendation clicked?',
  numerator: 'recommendation.clicked events',
  sums: { clicked: count({ type: 'recommendation', action: 'clicked' }) },
  unit: 'count',
  dimensions: [...context, 'product_id', 'placement', 'position'],
  compute: ({ clicked }) => clicked,
})
