import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'adverse_events',
  title: 'Adverse events',
  question: 'How often was harm or malfunction reported?',
  numerator: 'adverse events reported',
  sums: { reported: count({ type: 'adverse_event', action: 'reported' }) },
  unit: 'count',
  dimensions: [...context, 'lot', 'severity', 'term'],
  compute: ({ reported }) => reported,
})
