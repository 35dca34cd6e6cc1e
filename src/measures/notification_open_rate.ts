import { context, defineMeasure, distinct, divide } from './define.ts'

export default defineMeasure({
  id: 'notification_open_rate',
  title: 'Open rate',
  question: 'What share of delivered messages was opened?',
  numerator: 'different notifications opened',
  denominator: 'notifications delivered',
  sums: { opened: distinct('notification_id', { type: 'notification', action: 'opened' }) },
  uses: ['notifications_delivered'],
  unit: 'ratio',
  isShare: true,
  dimensions: [...context, 'medium', 'template'],
  compute: ({ opened, notifications_delivered }) => divide(opened, notifications_delivered),
  observations: ({ notifications_delivered }) => notifications_delivered,
})
