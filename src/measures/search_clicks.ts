import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'search_clicks',
  title: 'Search results followed',
  question: 'How often was a result looked at?',
  numerator: 'search.clicked events',
  sums: { clicked: count({ type: 'search', action: 'clicked' }) },
  unit: 'count',
  dimensions: [...context, 'query', 'position', 'product_id'],
  compute: ({ clicked }) => clicked,
})
