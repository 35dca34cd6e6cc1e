import { context, defineMeasure, distinct } from './define.ts'

export default defineMeasure({
  id: 'sessions',
  title: 'Sessions',
  question: 'How many visits were there?',
  numerator: 'different sessions over all events',
  sums: { seen: distinct('session_id') },
  unit: 'count',
  dimensions: [...context, 'type', 'action'],
  compute: ({ seen }) => seen,
})
