import { defineMeasure, divide, ofSeveralSenders, personContext, sum, wearable } from './define.ts'

export default defineMeasure({
  id: 'adverse_events_per_1000_patch_days',
  title: 'Adverse events per 1 000 patch-days',
  question: 'How many adverse events are reported per 1 000 days of wear?',
  numerator: '1 000 × adverse events reported',
  denominator: 'Σ valid patch days of the days recorded',
  sums: { worn: sum('valid_patch_days', { type: 'patch', action: 'day_recorded' }) },
  uses: ['adverse_events'],
  unit: 'ratio',
  dimensions: ofSeveralSenders([...personContext, ...wearable]),
  compute: ({ adverse_events, worn }) => divide(1_000 * adverse_events, worn),
  observations: ({ worn }) => worn,
})
