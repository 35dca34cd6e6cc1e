import { breakdown } from '../kinds/breakdown.tsx'

export const stability = breakdown({
  id: 'stability_by_firmware',
  title: 'Reading stability by firmware',
  question: 'How much do readings vary within a day? Less is steadier.',
  metric: 'sensor_stability',
  by: 'firmware',
  weight: 'readings',
  form: 'lines',
  absent: null,
})
