import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'search_clicks',
  title: 'Search clicks',
  question: 'How often was a search result clicked?',
  numerator: 'search.clicked events',
  sums: { clicked: count({ type: 'search', action: 'clicked' }) },
  unit: 'count',
  dimensions: [...context, 'query', 'position', 'product_id'],
  compute: ({ clicked }) => clicked,
})
