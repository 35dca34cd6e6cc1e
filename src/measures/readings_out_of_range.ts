import { count, defineMeasure, personContext, wearable } from './define.ts'
import { folded, glucoseUnits } from './units.ts'

/**
 * Below is hypoglycaemia of level 2, above hyperglycaemia of level 2, in either unit by the consensus itself and not by a
 * factor: 3.0 and 13.9 mmol/L are in range (Battelino et al., Diabetes Care 2019).
 */
const ranges = [
  { units: glucoseUnits.mgPerDl, low: 54, high: 250 },
  { units: glucoseUnits.mmolPerL, low: 3.0, high: 13.9 },
]
const outside = ranges.map(
  ({ units, low, high }) =>
    `(${folded.metric} = 'glucose' AND ${folded.unit} IN (${units.map((it) => `'${it}'`)}) AND (value < ${low} OR value > ${high}))`,
)

export default defineMeasure({
  id: 'readings_out_of_range',
  title: 'Readings out of range',
  question: 'How many readings were dangerously low or high?',
  numerator: 'telemetry readings outside the range of their metric',
  sums: { outside: count({ type: 'telemetry', action: 'read', where: outside.join(' OR ') }) },
  unit: 'count',
  dimensions: [...personContext, ...wearable, 'metric'],
  compute: ({ outside }) => outside,
})
