import { context, defineMeasure, distinct, divide } from './define.ts'

export default defineMeasure({
  id: 'notification_click_rate',
  title: 'Click rate',
  question: 'What share of delivered messages was clicked?',
  numerator: 'different notifications clicked',
  denominator: 'notifications delivered',
  sums: { clicked: distinct('notification_id', { type: 'notification', action: 'clicked' }) },
  uses: ['notifications_delivered'],
  unit: 'ratio',
  isShare: true,
  dimensions: [...context, 'medium', 'template'],
  compute: ({ clicked, notifications_delivered }) => divide(clicked, notifications_delivered),
  observations: ({ notifications_delivered }) => notifications_delivered,
})
