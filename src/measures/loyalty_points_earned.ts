import { context, defineMeasure, ofFew, sum } from './define.ts'

export default defineMeasure({
  id: 'loyalty_points_earned',
  title: 'Points earned',
  question: 'How many points did customers collect?',
  numerator: 'Σ points of loyalty.earned',
  sums: { points: ofFew(sum('points', { type: 'loyalty', action: 'earned' })) },
  unit: 'count',
  dimensions: [...context, 'tier'],
  compute: ({ points }) => points,
})
