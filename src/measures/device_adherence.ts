import { defineMeasure, divide, personContext, sum, wearable } from './define.ts'

const recorded = { type: 'patch', action: 'day_recorded' }

export default defineMeasure({
  id: 'device_adherence',
  title: 'Adherence',
  question: 'What share of the prescribed wear was worn and recorded?',
  numerator: 'Σ valid patch days',
  denominator: 'Σ prescribed days of the days recorded',
  sums: { valid: sum('valid_patch_days', recorded), prescribed: sum('prescribed_days', recorded) },
  unit: 'ratio',
  isShare: true,
  dimensions: [...personContext, ...wearable],
  compute: ({ valid, prescribed }) => divide(valid, prescribed),
  observations: ({ prescribed }) => prescribed,
})
