import { count, defineMeasure, personContext, wearable } from './define.ts'

/** Below is hypoglycaemia of level 2, above hyperglycaemia of level 2 (Battelino et al., Diabetes Care 2019). */
const ranges = [
  { metric: 'glucose', unit: 'mg/dl', low: 54, high: 250 },
  { metric: 'glucose', unit: 'mmol/l', low: 3.0, high: 13.9 },
]
const outside = ranges.map(
  ({ metric, unit, low, high }) =>
    `(metric = '${metric}' AND lower(unit) = '${unit}' AND (value < ${low} OR value > ${high}))`,
)

export default defineMeasure({
  id: 'readings_out_of_range',
  title: 'Readings out of range',
  question: 'How many values were dangerously low or high?',
  numerator: 'telemetry readings outside the range of their metric',
  sums: { outside: count({ type: 'telemetry', action: 'read', where: outside.join(' OR ') }) },
  unit: 'count',
  dimensions: [...personContext, ...wearable, 'metric'],
  compute: ({ outside }) => outside,
})
