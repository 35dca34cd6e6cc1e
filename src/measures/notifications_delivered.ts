import { context, defineMeasure, distinct } from './define.ts'

export default defineMeasure({
  id: 'notifications_delivered',
  title: 'Messages delivered',
  question: 'How many messages arrived?',
  numerator: 'different notifications delivered',
  sums: { delivered: distinct('notification_id', { type: 'notification', action: 'delivered' }) },
  unit: 'count',
  dimensions: [...context, 'medium', 'template'],
  compute: ({ delivered }) => delivered,
})
