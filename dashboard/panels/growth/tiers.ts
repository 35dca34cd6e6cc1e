import { matrix } from '../kinds/matrix.ts'

export const tiers = matrix({
  id: 'tiers',
  title: 'Tiers',
  question: 'Who collects, who spends?',
  metrics: ['loyalty_points_earned', 'loyalty_points_redeemed'],
  by: [{ dimension: 'tier', title: 'Tier' }],
  width: 6,
})
