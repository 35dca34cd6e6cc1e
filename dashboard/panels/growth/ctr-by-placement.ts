import { ranking } from '../kinds/ranking.tsx'

export const ctrByPlacement = ranking({
  id: 'ctr_by_placement',
  title: 'Click-through by placement',
  question: 'Of how many shown was one followed?',
  metric: 'recommendation_ctr',
  by: 'placement',
  weight: 'recommendations_shown',
  better: 'more',
})
