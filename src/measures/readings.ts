import { context, count, defineMeasure } from './define.ts'

export default defineMeasure({
  id: 'readings',
  title: 'Readings',
  question: 'How many values did the sensors send?',
  numerator: 'telemetry readings',
  sums: { read: count({ type: 'telemetry', action: 'read' }) },
  unit: 'count',
  dimensions: [...context, 'lot', 'firmware', 'metric'],
  compute: ({ read }) => read,
})
