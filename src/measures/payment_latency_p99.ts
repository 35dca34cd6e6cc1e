import { context, defineMeasure, payment, quantile } from './define.ts'

const settled = { type: 'payment', action: ['captured', 'failed'] }

export default defineMeasure({
  id: 'payment_latency_p99',
  title: 'Payment latency, p99',
  question: 'Within what time does the gateway answer 99 % of payments?',
  numerator: '99th percentile of the latency of payments captured and failed',
  sums: { latency: quantile(0.99, 'latency_ms', settled) },
  unit: 'milliseconds',
  dimensions: [...context, ...payment, 'currency', 'decline_code'],
  compute: ({ latency }) => latency,
})
