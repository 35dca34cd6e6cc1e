import { breakdown } from '../kinds/breakdown.tsx'

export const slowestOverTime = breakdown({
  id: 'slowest_over_time',
  title: 'p95 over time by gateway',
  question: 'Did one of them become slow?',
  metric: 'payment_latency_p95',
  by: 'gateway',
  weight: 'payments_captured',
  form: 'lines',
  absent: null,
  width: 12,
})
