import { context, defineMeasure, payment, quantile } from './define.ts'

const settled = { type: 'payment', action: ['captured', 'failed'] }

export default defineMeasure({
  id: 'payment_latency_p95',
  title: 'Payment latency, p95',
  question: 'Within what time does the gateway answer 95 % of payments?',
  numerator: '95th percentile of the latency of payments captured and failed',
  sums: { latency: quantile(0.95, 'latency_ms', settled) },
  unit: 'milliseconds',
  dimensions: [...context, ...payment, 'currency', 'decline_code'],
  compute: ({ latency }) => latency,
})
