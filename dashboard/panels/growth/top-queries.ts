import { matrix } from '../kinds/matrix.ts'

export const topQueries = matrix({
  id: 'top_queries',
  title: 'Top searches',
  question: 'What do people look for, and do they find it?',
  metrics: ['searches', 'search_ctr', 'zero_result_rate'],
  by: [{ dimension: 'query', title: 'Words' }],
  width: 12,
})
