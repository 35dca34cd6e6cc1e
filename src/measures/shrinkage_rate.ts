import { defineMeasure, divide, goodsContext, item } from './define.ts'
import { stock } from './series.ts'
import { flow, level } from './state.ts'

export default defineMeasure({
  id: 'shrinkage_rate',
  title: 'Shrinkage',
  question: 'What share of the stock was lost, damaged or stolen?',
  numerator: 'units shrunk',
  denominator: 'stock on hand at the end of each day, on average',
  states: { shrunk: flow(stock, 'shrunk'), units: level(stock, 'on_hand', 'mean') },
  unit: 'ratio',
  dimensions: [...goodsContext, ...item, 'warehouse_id'],
  compute: ({ shrunk, units }) => divide(shrunk, units),
})
