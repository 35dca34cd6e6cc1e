import { matrix } from '../kinds/matrix.ts'

export const affiliates = matrix({
  id: 'affiliates',
  title: 'Partners',
  question: 'Who brings buyers?',
  metrics: ['affiliate_clicks', 'affiliate_conversions', 'affiliate_revenue'],
  by: [{ dimension: 'affiliate_id', title: 'Partner' }],
  width: 6,
})
