import { context, defineMeasure, distinct } from './define.ts'

export default defineMeasure({
  id: 'sessions',
  title: 'Sessions',
  question: 'How many sessions were started?',
  numerator: 'different sessions over all events',
  sums: { seen: distinct('session_id') },
  unit: 'count',
  dimensions: [...context, 'type', 'action'],
  compute: ({ seen }) => seen,
})
