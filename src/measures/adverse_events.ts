import { count, defineMeasure, personContext, wearable } from './define.ts'

export default defineMeasure({
  id: 'adverse_events',
  title: 'Adverse events',
  question: 'How many adverse events were reported?',
  numerator: 'adverse events reported',
  sums: { reported: count({ type: 'adverse_event', action: 'reported' }) },
  unit: 'count',
  dimensions: [...personContext, ...wearable, 'severity', 'term'],
  compute: ({ reported }) => reported,
})
