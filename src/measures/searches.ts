import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'searches',
  title: 'Searches',
  question: 'How often was something searched for?',
  numerator: 'search.performed events',
  sums: { performed: count({ type: 'search', action: 'performed' }) },
  unit: 'count',
  dimensions: [...context, 'query'],
  compute: ({ performed }) => performed,
})
