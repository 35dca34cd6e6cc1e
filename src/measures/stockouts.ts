import { context, defineMeasure, item } from './define.ts'
import { stock } from './series.ts'
import { turn } from './state.ts'

export default defineMeasure({
  id: 'stockouts',
  title: 'Stockouts',
  question: 'How often did something run out?',
  numerator: 'times that the stock of a product, warehouse and lot reached 0, or was first counted there',
  states: { ran_out: turn(stock, 'on_hand <= 0') },
  unit: 'count',
  dimensions: [...context, ...item, 'warehouse_id'],
  compute: ({ ran_out }) => ran_out,
})
