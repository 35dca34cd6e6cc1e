import { trend } from '../kinds/trend.tsx'

export const promotionsOverTime = trend({
  id: 'promotions_over_time',
  title: 'Promotions redeemed over time',
  question: 'Does an offer lose its pull?',
  metrics: ['promotions_redeemed'],
  better: 'more',
  absent: 0,
})
