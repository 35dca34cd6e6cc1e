import { context, count, defineMeasure, divide } from './define.ts'

export default defineMeasure({
  id: 'zero_result_rate',
  title: 'Zero-result rate',
  question: 'What share of searches finds nothing?',
  numerator: 'searches with no results',
  denominator: 'searches',
  sums: { empty: count({ type: 'search', action: 'performed', where: 'results_count = 0' }) },
  uses: ['searches'],
  unit: 'ratio',
  isShare: true,
  dimensions: [...context, 'query'],
  compute: ({ empty, searches }) => divide(empty, searches),
  observations: ({ searches }) => searches,
})
