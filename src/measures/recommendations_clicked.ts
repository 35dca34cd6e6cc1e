import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'recommendations_clicked',
  title: 'Recommendations followed',
  question: 'How often was a recommended product looked at?',
  numerator: 'recommendation.clicked events',
  sums: { clicked: count({ type: 'recommendation', action: 'clicked' }) },
  unit: 'count',
  dimensions: [...context, 'product_id', 'placement', 'position'],
  compute: ({ clicked }) => clicked,
})
