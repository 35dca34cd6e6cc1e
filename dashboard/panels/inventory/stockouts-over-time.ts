import { trend } from '../kinds/trend.tsx'

export const stockoutsOverTime = trend({
  id: 'stockouts_over_time',
  title: 'Stockouts over time',
  question: 'How often did a shelf become empty?',
  metrics: ['stockouts'],
  better: 'less',
  absent: 0,
})
