import { breakdown } from '../kinds/breakdown.tsx'

export const declinesOverTime = breakdown({
  id: 'declines_over_time',
  title: 'Declines over time',
  question: 'When were payments refused, and why?',
  metric: 'payments_failed',
  by: 'decline_code',
  form: 'stack',
  absent: 0,
  width: 8,
})
