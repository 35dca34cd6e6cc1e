import { breakdown } from '../kinds/breakdown.tsx'

export const firmwareMix = breakdown({
  id: 'firmware_mix',
  title: 'Firmware mix',
  question: 'How fast do devices move on? One that moved counts in both.',
  metric: 'active_devices',
  by: 'firmware',
  form: 'stack',
  absent: 0,
})
