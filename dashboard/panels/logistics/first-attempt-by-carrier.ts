import { ranking } from '../kinds/ranking.tsx'

export const firstAttemptByCarrier = ranking({
  id: 'first_attempt_by_carrier',
  title: 'First attempt by carrier',
  question: 'Who finds the door?',
  metric: 'first_attempt_delivery_rate',
  by: 'carrier',
  weight: 'shipments_delivered',
  better: 'more',
})
