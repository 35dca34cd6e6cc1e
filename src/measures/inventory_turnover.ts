import { defineMeasure, divide, goodsContext, item } from './define.ts'
import { stock } from './series.ts'
import { days, moneyFlow, moneyLevel } from './state.ts'

/** The last cost that is known: a sale or a count need not say it. */
const worth = (units: string) => `toDecimal256(${units}, 6) * unit_cost`

export default defineMeasure({
  id: 'inventory_turnover',
  title: 'Inventory turnover',
  question: 'How many times over is the stock sold in a year?',
  numerator: 'cost of the units sold, per 365 days',
  denominator: 'value of the stock at the end of each day, on average',
  states: { sold: moneyFlow(stock, worth('sold')), value: moneyLevel(stock, worth('on_hand'), 'mean'), days },
  unit: 'times',
  dimensions: [...goodsContext, ...item, 'warehouse_id', 'currency'],
  compute: ({ sold, value, days }) => divide((sold * 365) / days, value),
})
