import { defineMeasure, personContext } from './define.ts'
import { runs, subscription } from './series.ts'
import { moneyLevel } from './state.ts'

export default defineMeasure({
  id: 'mrr',
  title: 'Monthly recurring revenue',
  question: 'How much do the subscriptions bring in a month?',
  numerator: 'Σ mrr of the subscriptions that are active at the end',
  states: { paid: moneyLevel(subscription, `if(${runs}, mrr, 0)`) },
  unit: 'money',
  dimensions: [...personContext, 'plan', 'currency'],
  compute: ({ paid }) => paid,
})
