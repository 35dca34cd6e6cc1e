import { breakdown } from '../kinds/breakdown.tsx'

export const outOfRange = breakdown({
  id: 'out_of_range_by_metric',
  title: 'Readings out of range',
  metric: 'readings_out_of_range',
  by: 'metric',
  form: 'stack',
  absent: 0,
  width: 12,
})
