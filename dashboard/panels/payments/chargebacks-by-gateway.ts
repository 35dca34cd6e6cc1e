import { ranking } from '../kinds/ranking.tsx'

export const chargebacksByGateway = ranking({
  id: 'chargebacks_by_gateway',
  title: 'Chargeback rate by gateway',
  question: 'Whose payments are disputed?',
  metric: 'chargeback_rate',
  by: 'gateway',
  weight: 'chargebacks',
  better: 'less',
  width: 4,
})
