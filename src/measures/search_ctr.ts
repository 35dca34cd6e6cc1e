import { across, context, count, defineMeasure, divide } from './define.ts'

export default defineMeasure({
  id: 'search_ctr',
  title: 'Search CTR',
  question: 'What share of searches leads to a click on a result?',
  numerator: 'search results clicked',
  denominator: 'searches, at every position all of them',
  sums: { performed: across(count({ type: 'search', action: 'performed' }), 'position') },
  uses: ['search_clicks'],
  unit: 'ratio',
  isShare: true,
  dimensions: [...context, 'query', 'position'],
  compute: ({ search_clicks, performed }) => divide(search_clicks, performed),
  observations: ({ performed }) => performed,
})
