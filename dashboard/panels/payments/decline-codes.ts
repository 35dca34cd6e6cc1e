import { ranking } from '../kinds/ranking.tsx'

export const declineCodes = ranking({
  id: 'decline_codes',
  title: 'Decline codes',
  question: 'What do the gateways answer?',
  metric: 'payments_failed',
  by: 'decline_code',
  better: 'less',
  width: 4,
})
