import { context, count, defineMeasure, ofFew } from './define.ts'

export default defineMeasure({
  id: 'affiliate_conversions',
  title: 'Affiliate conversions',
  question: 'How many visits from affiliates led to an order?',
  numerator: 'affiliate.converted events',
  sums: { converted: ofFew(count({ type: 'affiliate', action: 'converted' })) },
  unit: 'count',
  dimensions: [...context, 'affiliate_id'],
  compute: ({ converted }) => converted,
})
