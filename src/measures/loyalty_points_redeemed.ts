import { context, defineMeasure, ofFew, sum } from './define.ts'

export default defineMeasure({
  id: 'loyalty_points_redeemed',
  title: 'Points redeemed',
  question: 'How many points did customers spend?',
  numerator: 'Σ points of loyalty.redeemed',
  sums: { points: ofFew(sum('points', { type: 'loyalty', action: 'redeemed' })) },
  unit: 'count',
  dimensions: [...context, 'tier'],
  compute: ({ points }) => points,
})
