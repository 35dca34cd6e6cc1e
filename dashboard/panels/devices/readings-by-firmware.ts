import { breakdown } from '../kinds/breakdown.tsx'

export const readingsByFirmware = breakdown({
  id: 'readings_by_firmware',
  title: 'Readings by firmware',
  question: 'Does one of them drop readings?',
  metric: 'readings',
  by: 'firmware',
  form: 'lines',
  absent: 0,
})
