import { ranking } from '../../panels/kinds/ranking.tsx'

export const successByMethod = ranking({
  id: 'success_by_method',
  title: 'Success by method',
  question: 'Payment success rate by method',
  metric: 'payment_success_rate',
  by: 'method',
  weight: 'payments_captured',
  better: 'more',
})
