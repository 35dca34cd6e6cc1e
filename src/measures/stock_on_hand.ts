import { defineMeasure, goodsContext, item } from './define.ts'
import { stock } from './series.ts'
import { level } from './state.ts'

export default defineMeasure({
  id: 'stock_on_hand',
  title: 'Stock on hand',
  question: 'How many units lay in the warehouses at the end?',
  numerator: 'the last count of each product, warehouse and lot at the end, added up',
  // A place that was counted and found empty has 0 and a row; one that was never counted has neither.
  states: { units: level(stock, 'on_hand'), counted: level(stock, 'isNotNull(on_hand)') },
  unknown: 'not_counted',
  unit: 'count',
  dimensions: [...goodsContext, ...item, 'warehouse_id'],
  compute: ({ units, counted }) => (counted === 0 ? null : units),
})
