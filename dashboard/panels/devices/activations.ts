import { breakdown } from '../kinds/breakdown.tsx'

export const activations = breakdown({
  id: 'activations_by_type',
  title: 'Activations by device type',
  metric: 'device_activations',
  by: 'wearable_type',
  form: 'stack',
  absent: 0,
})
