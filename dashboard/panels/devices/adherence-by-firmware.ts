import { ranking } from '../kinds/ranking.tsx'

export const adherenceByFirmware = ranking({
  id: 'adherence_by_firmware',
  title: 'Adherence by firmware',
  metric: 'device_adherence',
  by: 'firmware',
  weight: 'active_devices',
  better: 'more',
})
