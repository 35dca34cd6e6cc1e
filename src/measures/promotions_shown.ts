import { context, count, defineMeasure, ofFew } from './define.ts'

export default defineMeasure({
  id: 'promotions_shown',
  title: 'Promotions shown',
  question: 'How often was an offer shown?',
  numerator: 'promotion.shown events',
  sums: { shown: ofFew(count({ type: 'promotion', action: 'shown' })) },
  unit: 'count',
  dimensions: [...context, 'promotion_id'],
  compute: ({ shown }) => shown,
})
