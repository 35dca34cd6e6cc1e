import { defineMeasure, goodsContext } from './define.ts'
import { shelf } from './series.ts'
import { basis, level } from './state.ts'

export default defineMeasure({
  id: 'products_below_reorder',
  title: 'Below reorder point',
  question: 'How many products are below their reorder point, by warehouse?',
  numerator: 'products in a warehouse whose stock, all lots together, is at the reorder point or below at the end',
  states: {
    low: level(shelf, 'on_hand <= reorder_point'),
    compared: basis(shelf, 'isNotNull(on_hand) AND isNotNull(reorder_point)'),
  },
  unknown: 'not_counted',
  unit: 'count',
  dimensions: [...goodsContext, 'category', 'brand', 'product_id', 'warehouse_id'],
  compute: ({ low, compared }) => (compared === 0 ? null : low),
})
