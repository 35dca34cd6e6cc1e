import { ranking } from '../kinds/ranking.tsx'

export const returnsByRegion = ranking({
  id: 'returns_by_region',
  title: 'Returns by region',
  question: 'From where do orders come back?',
  metric: 'return_rate',
  by: 'region',
  weight: 'orders',
  better: 'less',
})
