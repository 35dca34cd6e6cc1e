import { trend } from '../kinds/trend.tsx'

export const churn = trend({
  id: 'churn',
  title: 'Subscriptions cancelled',
  question: 'What share of those at the start of a bucket leaves in it?',
  metrics: ['subscription_churn_rate'],
  better: 'less',
  absent: null,
})
