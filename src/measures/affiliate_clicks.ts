import { context, count, defineMeasure, ofFew } from './define.ts'

export default defineMeasure({
  id: 'affiliate_clicks',
  title: 'Visits from partners',
  question: 'How many visitors did partners send?',
  numerator: 'affiliate.clicked events',
  sums: { clicked: ofFew(count({ type: 'affiliate', action: 'clicked' })) },
  unit: 'count',
  dimensions: [...context, 'affiliate_id'],
  compute: ({ clicked }) => clicked,
})
