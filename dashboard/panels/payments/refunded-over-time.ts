import { trend } from '../kinds/trend.tsx'

export const refundedOverTime = trend({
  id: 'refunded_over_time',
  title: 'Refunded over time',
  question: 'How much money goes back?',
  metrics: ['refund_amount'],
  better: 'less',
  absent: 0,
})
