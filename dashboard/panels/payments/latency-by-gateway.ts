import { spread } from '../kinds/spread.tsx'

export const latencyByGateway = spread({
  id: 'latency_by_gateway',
  title: 'Latency by gateway',
  question: 'Half, 95 % and 99 % are faster than this.',
  marks: [
    { metric: 'payment_latency_p50', title: 'p50' },
    { metric: 'payment_latency_p95', title: 'p95' },
    { metric: 'payment_latency_p99', title: 'p99' },
  ],
  by: 'gateway',
  byTitle: 'Gateway',
  width: 4,
})
