import { context, defineMeasure, divide, item } from './define.ts'
import { stock } from './series.ts'
import { moneyFlow, moneyLevel } from './state.ts'

/** The last cost that is known: a sale or a count need not say it. */
const worth = (units: string) => `toDecimal128(${units}, 6) * unit_cost`

export default defineMeasure({
  id: 'inventory_turnover',
  title: 'Inventory turnover',
  question: 'How many times over was the stock sold?',
  numerator: 'cost of the units sold',
  denominator: 'value of the stock at the end of each day, on average',
  states: { sold: moneyFlow(stock, worth('sold')), value: moneyLevel(stock, worth('on_hand'), 'mean') },
  unit: 'times',
  dimensions: [...context, ...item, 'warehouse_id', 'currency'],
  compute: ({ sold, value }) => divide(sold, value),
})
