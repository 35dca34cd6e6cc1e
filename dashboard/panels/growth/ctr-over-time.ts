import { breakdown } from '../kinds/breakdown.tsx'

export const ctrOverTime = breakdown({
  id: 'ctr_over_time',
  title: 'Recommendation click-through over time',
  question: 'Where do recommendations work, and since when?',
  metric: 'recommendation_ctr',
  by: 'placement',
  weight: 'recommendations_shown',
  form: 'lines',
  absent: null,
})
