import { defineMeasure, distinct, personContext, wearable } from './define.ts'

export default defineMeasure({
  id: 'device_activations',
  title: 'Device activations',
  question: 'How many devices were activated?',
  numerator: 'different devices activated',
  sums: { activated: distinct('device_id', { type: 'device', action: 'activated' }) },
  unit: 'count',
  dimensions: [...personContext, ...wearable],
  compute: ({ activated }) => activated,
})
