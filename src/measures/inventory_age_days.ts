import { defineMeasure, divide, goodsContext, item } from './define.ts'
import { stock } from './series.ts'
import { lastDay, level } from './state.ts'

/** Stock that does not say when it came, and less than none, has no age. */
const dated = (value: string) => `if(received_on IS NULL, NULL, ${value})`
const units = 'toDecimal128(greatest(on_hand, 0), 6)'

export default defineMeasure({
  id: 'inventory_age_days',
  title: 'Inventory age',
  question: 'How many days ago was the stock on hand received?',
  numerator: 'units on hand at the end, each times the days since it was received',
  denominator: 'units on hand whose day of receipt is known',
  states: {
    units: level(stock, dated(units)),
    received: level(stock, dated(`${units} * toInt32(received_on)`)),
    today: lastDay,
  },
  unit: 'days',
  dimensions: [...goodsContext, ...item, 'warehouse_id'],
  compute: ({ units, received, today }) => divide(today * units - received, units),
})
