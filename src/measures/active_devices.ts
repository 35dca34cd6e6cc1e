import { defineMeasure, distinct, personContext, wearable } from './define.ts'

export default defineMeasure({
  id: 'active_devices',
  title: 'Active devices',
  question: 'How many devices sent telemetry?',
  numerator: 'different devices over device, telemetry, patch and dose events',
  sums: { seen: distinct('device_id', { type: ['device', 'telemetry', 'patch', 'dose'] }) },
  unit: 'count',
  dimensions: [...personContext, ...wearable, 'type', 'action'],
  compute: ({ seen }) => seen,
})
