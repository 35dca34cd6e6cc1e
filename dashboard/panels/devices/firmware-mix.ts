import { breakdown } from '../kinds/breakdown.tsx'

export const firmwareMix = breakdown({
  id: 'firmware_mix',
  title: 'Firmware mix',
  // A device that moved counts in both versions: stacked, they would be more than the devices there are.
  question:
    'How fast do devices move on? A device that moved counts in both versions, so the lines add up to more than all.',
  metric: 'active_devices',
  by: 'firmware',
  form: 'lines',
  absent: 0,
})
