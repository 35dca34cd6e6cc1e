import { context, defineMeasure, divide } from './define.ts'
import { runs, subscription } from './series.ts'
import { level, turn } from './state.ts'

export default defineMeasure({
  id: 'subscription_churn_rate',
  title: 'Subscription churn',
  question: 'What part of the subscribers left?',
  numerator: 'subscriptions cancelled in the bucket',
  denominator: 'subscriptions active at its start',
  states: { cancelled: turn(subscription, "last_action = 'cancelled'"), running: level(subscription, runs, 'start') },
  unit: 'ratio',
  dimensions: [...context, 'plan', 'currency'],
  compute: ({ cancelled, running }) => divide(cancelled, running),
})
