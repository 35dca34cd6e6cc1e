import { trend } from '../kinds/trend.tsx'

export const rejectedOverTime = trend({
  id: 'rejected_over_time',
  title: 'Rejected in production over time',
  question: 'Does production become better?',
  metrics: ['batch_rejection_rate'],
  better: 'less',
  absent: null,
})
