import { defineMeasure, divide, item } from './define.ts'

export default defineMeasure({
  id: 'days_of_cover',
  title: 'Days of cover',
  question: 'For how many days will the stock last at the pace of the range?',
  numerator: 'stock on hand at the end',
  denominator: 'units sold per day',
  uses: ['stock_on_hand', 'units_sold_per_day'],
  unit: 'days',
  dimensions: item,
  compute: ({ stock_on_hand, units_sold_per_day }) => divide(stock_on_hand, units_sold_per_day),
})
