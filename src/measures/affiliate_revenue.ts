import { context, defineMeasure, money, ofFew } from './define.ts'

export default defineMeasure({
  id: 'affiliate_revenue',
  title: 'Affiliate revenue',
  question: 'What did visitors from affiliates order for?',
  numerator: 'Σ revenue of affiliate conversions',
  sums: { revenue: ofFew(money('revenue', { type: 'affiliate', action: 'converted' })) },
  unit: 'money',
  dimensions: [...context, 'affiliate_id', 'currency'],
  compute: ({ revenue }) => revenue,
})
