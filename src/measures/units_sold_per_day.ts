import { context, defineMeasure, item, payment } from './define.ts'
import { days } from './state.ts'

export default defineMeasure({
  id: 'units_sold_per_day',
  title: 'Units sold per day',
  question: 'How many units are sold on a day?',
  numerator: 'items sold',
  denominator: 'days in the range, those to come too',
  states: { days },
  uses: ['items_sold'],
  unit: 'count',
  dimensions: [...context, ...item, ...payment, 'currency'],
  compute: ({ items_sold, days }) => items_sold / days,
})
