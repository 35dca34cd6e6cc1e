import { context, defineMeasure, divide } from './define.ts'

export default defineMeasure({
  id: 'promotion_conversion',
  title: 'Promotion conversion',
  question: 'How many of the offers shown are used?',
  numerator: 'promotions redeemed',
  denominator: 'promotions shown',
  uses: ['promotions_redeemed', 'promotions_shown'],
  unit: 'ratio',
  isShare: true,
  dimensions: [...context, 'promotion_id'],
  compute: ({ promotions_redeemed, promotions_shown }) => divide(promotions_redeemed, promotions_shown),
  observations: ({ promotions_shown }) => promotions_shown,
})
