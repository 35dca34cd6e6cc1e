import { ranking } from '../kinds/ranking.tsx'

export const rtoByRegion = ranking({
  id: 'rto_by_region',
  title: 'Returned to origin by region',
  question: 'Where is nobody at home?',
  metric: 'rto_rate',
  by: 'region',
  weight: 'shipments_dispatched',
  better: 'less',
})
