import { defineMeasure, divide, goodsContext } from './define.ts'

export default defineMeasure({
  id: 'batch_rejection_rate',
  title: 'Rejection rate',
  question: 'What share of produced units failed inspection?',
  numerator: 'units rejected',
  denominator: 'units produced',
  uses: ['units_rejected', 'units_produced'],
  unit: 'ratio',
  isShare: true,
  dimensions: [...goodsContext, 'lot', 'product_id'],
  compute: ({ units_rejected, units_produced }) => divide(units_rejected, units_produced),
  observations: ({ units_produced }) => units_produced,
})
