import { defineMeasure, goodsContext } from './define.ts'
import { shelf } from './series.ts'
import { fall } from './state.ts'

export default defineMeasure({
  id: 'stockouts',
  title: 'Stockouts',
  question: 'How often did a product run out in a warehouse?',
  numerator: 'times that the stock of a product in a warehouse, all lots together, fell from above 0 to 0 or below',
  states: { ran_out: fall(shelf, 'on_hand > 0') },
  unit: 'count',
  dimensions: [...goodsContext, 'category', 'brand', 'product_id', 'warehouse_id'],
  compute: ({ ran_out }) => ran_out,
})
