import { context, defineMeasure, distinct } from './define.ts'

export default defineMeasure({
  id: 'notifications_sent',
  title: 'Messages sent',
  question: 'How many messages went out?',
  numerator: 'different notifications sent',
  sums: { sent: distinct('notification_id', { type: 'notification', action: 'sent' }) },
  unit: 'count',
  dimensions: [...context, 'medium', 'template'],
  compute: ({ sent }) => sent,
})
