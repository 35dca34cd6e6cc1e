import { breakdown } from '../kinds/breakdown.tsx'

export const mrrByPlan = breakdown({
  id: 'mrr_by_plan',
  title: 'Recurring revenue by plan',
  question: 'What do subscriptions bring in a month?',
  metric: 'mrr',
  by: 'plan',
  form: 'stack',
  absent: null,
})
