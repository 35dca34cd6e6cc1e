import { defineMeasure, goodsContext } from './define.ts'
import { shelf } from './series.ts'
import { basis, fall } from './state.ts'

export default defineMeasure({
  id: 'stockouts',
  title: 'Stockouts',
  question: 'How often did a product run out in a warehouse?',
  numerator: 'times that the stock of a product in a warehouse, all lots together, fell from above 0 to 0 or below',
  states: { ran_out: fall(shelf, 'on_hand > 0'), counted: basis(shelf, 'isNotNull(on_hand)') },
  unknown: 'not_counted',
  unit: 'count',
  dimensions: [...goodsContext, 'category', 'brand', 'product_id', 'warehouse_id'],
  // What was counted may have moved to another category since.
  compute: ({ ran_out, counted }) => (counted === 0 && ran_out === 0 ? null : ran_out),
})
