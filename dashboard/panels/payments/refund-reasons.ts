import { ranking } from '../kinds/ranking.tsx'

export const refundReasons = ranking({
  id: 'refund_reasons',
  title: 'Reasons of refunds',
  question: 'Why was money given back?',
  metric: 'refund_amount',
  by: 'reason',
  weight: 'refunds',
  better: 'less',
  width: 4,
})
