import { defineMeasure, distinct, goodsContext, ofFew } from './define.ts'

export default defineMeasure({
  id: 'batches_recalled',
  title: 'Lots recalled',
  question: 'How many lots were recalled?',
  numerator: 'different lots recalled',
  sums: { recalled: ofFew(distinct('lot', { type: 'batch', action: 'recalled' })) },
  unit: 'count',
  dimensions: [...goodsContext, 'lot', 'product_id', 'reason'],
  compute: ({ recalled }) => recalled,
})
