import { defineMeasure, goodsContext, item } from './define.ts'
import { stock } from './series.ts'
import { level } from './state.ts'

export default defineMeasure({
  id: 'stock_on_hand',
  title: 'Stock on hand',
  question: 'How many units lay in the warehouses at the end?',
  numerator: 'the last count of each product, warehouse and lot at the end, added up',
  states: { units: level(stock, 'on_hand') },
  unit: 'count',
  dimensions: [...goodsContext, ...item, 'warehouse_id'],
  compute: ({ units }) => units,
})
