import { defineMeasure, divide, personContext } from './define.ts'
import { runs, subscription } from './series.ts'
import { days, level, month, turn } from './state.ts'

export default defineMeasure({
  id: 'subscription_churn_rate',
  title: 'Churn rate',
  question: 'What share of subscriptions ends in a month?',
  numerator: 'subscriptions cancelled in the bucket; of a bucket that is no calendar month, per 30 days',
  denominator: 'subscriptions active at its start',
  states: {
    cancelled: turn(subscription, "last_action = 'cancelled'"),
    running: level(subscription, runs, 'start'),
    days,
    month,
  },
  unit: 'ratio',
  dimensions: [...personContext, 'plan', 'currency'],
  compute: ({ cancelled, running, days, month }) => divide(month === 1 ? cancelled : (cancelled * 30) / days, running),
  observations: ({ running }) => running,
})
