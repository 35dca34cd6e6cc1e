import { breakdown } from '../kinds/breakdown.tsx'

export const subscriptionsByPlan = breakdown({
  id: 'subscriptions_by_plan',
  title: 'Subscriptions by plan',
  question: 'Which plan grows?',
  metric: 'subscriptions_active',
  by: 'plan',
  form: 'stack',
  absent: null,
})
