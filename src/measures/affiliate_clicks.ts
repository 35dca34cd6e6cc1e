import { context, count, defineMeasure, ofFew } from './define.ts'

export default defineMeasure({
  id: 'affiliate_clicks',
  title: 'Affiliate clicks',
  question: 'How many visits came through affiliates?',
  numerator: 'affiliate.clicked events',
  sums: { clicked: ofFew(count({ type: 'affiliate', action: 'clicked' })) },
  unit: 'count',
  dimensions: [...context, 'affiliate_id'],
  compute: ({ clicked }) => clicked,
})
