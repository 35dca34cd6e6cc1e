import { trend } from '../kinds/trend.tsx'

export const latencyOverTime = trend({
  id: 'latency_over_time',
  title: 'Latency over time',
  question: 'How long does a person wait for the gateway?',
  metrics: ['payment_latency_p50', 'payment_latency_p95', 'payment_latency_p99'],
  better: 'less',
  absent: null,
  width: 8,
})
