import { context, count, defineMeasure, ofFew } from './define.ts'

export default defineMeasure({
  id: 'promotions_redeemed',
  title: 'Promotions redeemed',
  question: 'How often was an offer used in an order?',
  numerator: 'promotion.redeemed events',
  sums: { redeemed: ofFew(count({ type: 'promotion', action: 'redeemed' })) },
  unit: 'count',
  dimensions: [...context, 'promotion_id'],
  compute: ({ redeemed }) => redeemed,
})
