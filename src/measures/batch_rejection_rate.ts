import { defineMeasure, divide, goodsContext } from './define.ts'

export default defineMeasure({
  id: 'batch_rejection_rate',
  title: 'Rejected in production',
  question: 'What share of what was made did not pass?',
  numerator: 'units rejected',
  denominator: 'units produced',
  uses: ['units_rejected', 'units_produced'],
  unit: 'ratio',
  dimensions: [...goodsContext, 'lot', 'product_id'],
  compute: ({ units_rejected, units_produced }) => divide(units_rejected, units_produced),
})
