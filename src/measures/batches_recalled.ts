import { context, defineMeasure, distinct, ofFew } from './define.ts'

export default defineMeasure({
  id: 'batches_recalled',
  title: 'Lots recalled',
  question: 'How many lots were called back?',
  numerator: 'different lots recalled',
  sums: { recalled: ofFew(distinct('lot', { type: 'batch', action: 'recalled' })) },
  unit: 'count',
  dimensions: [...context, 'lot', 'product_id', 'reason'],
  compute: ({ recalled }) => recalled,
})
