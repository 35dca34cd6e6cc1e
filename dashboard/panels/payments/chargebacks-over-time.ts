import { trend } from '../kinds/trend.tsx'

export const chargebacksOverTime = trend({
  id: 'chargebacks_over_time',
  title: 'Chargebacks over time',
  question: 'How often does a bank take a payment back?',
  metrics: ['chargebacks'],
  better: 'less',
  absent: 0,
  width: 4,
})
