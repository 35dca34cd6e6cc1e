import { context, defineMeasure, divide } from './define.ts'

export default defineMeasure({
  id: 'recommendation_ctr',
  title: 'Recommendation CTR',
  question: 'What share of recommendations shown was clicked?',
  numerator: 'recommendations clicked',
  denominator: 'recommendations shown',
  uses: ['recommendations_clicked', 'recommendations_shown'],
  unit: 'ratio',
  isShare: true,
  dimensions: [...context, 'product_id', 'placement', 'position'],
  compute: ({ recommendations_clicked, recommendations_shown }) =>
    divide(recommendations_clicked, recommendations_shown),
  observations: ({ recommendations_shown }) => recommendations_shown,
})
