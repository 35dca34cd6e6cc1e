import { trend } from '../kinds/trend.tsx'

export const activeDevices = trend({
  id: 'active_devices_over_time',
  title: 'Devices in use',
  question: 'How many give a sign of life?',
  metrics: ['active_devices'],
  better: 'more',
  absent: 0,
})
