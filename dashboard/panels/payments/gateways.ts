import { matrix } from '../kinds/matrix.ts'

export const gateways = matrix({
  id: 'gateways',
  title: 'Gateways and methods',
  metrics: ['payment_volume', 'payments_captured', 'payments_failed', 'payment_success_rate', 'refund_rate'],
  by: [
    { dimension: 'gateway', title: 'Gateway' },
    { dimension: 'method', title: 'Method' },
  ],
})
