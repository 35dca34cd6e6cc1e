import { breakdown } from '../kinds/breakdown.tsx'

export const affiliateRevenue = breakdown({
  id: 'affiliate_revenue',
  title: 'Revenue through partners over time',
  metric: 'affiliate_revenue',
  by: 'affiliate_id',
  form: 'stack',
  absent: 0,
})
