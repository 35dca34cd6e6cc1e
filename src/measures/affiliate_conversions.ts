import { context, count, defineMeasure, ofFew } from './define.ts'

export default defineMeasure({
  id: 'affiliate_conversions',
  title: 'Sales through partners',
  question: 'How many of the visitors from partners bought?',
  numerator: 'affiliate.converted events',
  sums: { converted: ofFew(count({ type: 'affiliate', action: 'converted' })) },
  unit: 'count',
  dimensions: [...context, 'affiliate_id'],
  compute: ({ converted }) => converted,
})
