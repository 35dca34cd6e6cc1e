import { defineMeasure, personContext } from './define.ts'
import { runs, subscription } from './series.ts'
import { level } from './state.ts'

export default defineMeasure({
  id: 'subscriptions_active',
  title: 'Active subscriptions',
  question: 'How many subscriptions ran at the end?',
  numerator: 'subscriptions that were started, renewed or resumed, and not paused or cancelled since, at the end',
  states: { running: level(subscription, runs) },
  unit: 'count',
  dimensions: [...personContext, 'plan', 'currency'],
  compute: ({ running }) => running,
})
