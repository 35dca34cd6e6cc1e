import { defineMeasure, goodsContext, ofFew, sum } from './define.ts'

export default defineMeasure({
  id: 'units_produced',
  title: 'Units produced',
  question: 'How much was made?',
  numerator: 'Σ units produced of lots',
  sums: { units: ofFew(sum('units_produced', { type: 'batch', action: 'produced' })) },
  unit: 'count',
  dimensions: [...goodsContext, 'lot', 'product_id'],
  compute: ({ units }) => units,
})
