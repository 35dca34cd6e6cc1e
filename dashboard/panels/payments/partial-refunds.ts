import { trend } from '../kinds/trend.tsx'

export const partialRefunds = trend({
  id: 'partial_refunds',
  title: 'Refunds, and those in part',
  question: 'How often is only a part given back?',
  metrics: ['refunds', 'partial_refunds'],
  better: 'less',
  absent: 0,
})
