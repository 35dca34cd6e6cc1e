import { trend } from '../kinds/trend.tsx'

export const loyalty = trend({
  id: 'loyalty',
  title: 'Points over time',
  question: 'Are points collected, and are they spent?',
  metrics: ['loyalty_points_earned', 'loyalty_points_redeemed'],
  better: 'more',
  absent: 0,
})
