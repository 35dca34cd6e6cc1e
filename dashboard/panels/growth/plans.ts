import { matrix } from '../kinds/matrix.ts'

export const plans = matrix({
  id: 'plans',
  title: 'Plans',
  metrics: ['subscriptions_active', 'mrr', 'subscription_churn_rate'],
  by: [{ dimension: 'plan', title: 'Plan' }],
  width: 6,
})
