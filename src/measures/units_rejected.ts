import { defineMeasure, goodsContext, ofFew, sum } from './define.ts'

export default defineMeasure({
  id: 'units_rejected',
  title: 'Units rejected',
  question: 'How much of what was made did not pass?',
  numerator: 'Σ units rejected of lots produced',
  sums: { units: ofFew(sum('units_rejected', { type: 'batch', action: 'produced' })) },
  unit: 'count',
  dimensions: [...goodsContext, 'lot', 'product_id'],
  compute: ({ units }) => units,
})
