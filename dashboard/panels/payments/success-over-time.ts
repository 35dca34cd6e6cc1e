import { breakdown } from '../kinds/breakdown.tsx'

export const successOverTime = breakdown({
  id: 'success_over_time',
  title: 'Success over time by gateway',
  question: 'Did one of them fail for a while?',
  metric: 'payment_success_rate',
  by: 'gateway',
  weight: 'payments_captured',
  form: 'lines',
  absent: null,
  width: 12,
})
