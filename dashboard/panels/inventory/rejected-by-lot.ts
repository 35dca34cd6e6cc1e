import { ranking } from '../kinds/ranking.tsx'

export const rejectedByLot = ranking({
  id: 'rejected_by_lot',
  title: 'Rejected by lot',
  question: 'Which lots did not come out well?',
  metric: 'batch_rejection_rate',
  by: 'lot',
  weight: 'units_rejected',
  better: 'less',
})
