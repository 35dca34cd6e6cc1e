import { trend } from '../kinds/trend.tsx'

export const ratesOverTime = trend({
  id: 'rates_over_time',
  title: 'What comes back',
  question: 'How much is refunded, returned, or never arrives?',
  metrics: ['refund_rate', 'return_rate', 'rto_rate'],
  better: 'less',
  absent: null,
  width: 12,
})
