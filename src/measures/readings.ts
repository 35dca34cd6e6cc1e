import { count, defineMeasure, personContext, wearable } from './define.ts'

export default defineMeasure({
  id: 'readings',
  title: 'Readings',
  question: 'How many values did the sensors send?',
  numerator: 'telemetry readings',
  sums: { read: count({ type: 'telemetry', action: 'read' }) },
  unit: 'count',
  dimensions: [...personContext, ...wearable, 'metric'],
  compute: ({ read }) => read,
})
