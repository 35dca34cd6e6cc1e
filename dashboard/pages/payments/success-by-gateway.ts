import { ranking } from '../../panels/kinds/ranking.tsx'

export const successByGateway = ranking({
  id: 'success_by_gateway',
  title: 'Success by gateway',
  question: 'Payment success rate by gateway',
  metric: 'payment_success_rate',
  by: 'gateway',
  weight: 'payments_captured',
  better: 'more',
})
