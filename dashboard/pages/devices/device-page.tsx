import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { askEvents } from '../../api/events.ts'
import { RecordPage } from '../../page-frame/record-page.tsx'
import { deviceGroups } from './device-groups.ts'

/** All about one device: its readings against its own baseline, firmware, days of wear, faults and reports. */
export function Page() {
  const { deviceId } = useParams({ from: '/signed-in/devices/$deviceId' })
  const groups = useMemo(() => deviceGroups(deviceId), [deviceId])
  const ask = useMemo(() => askEvents({ device_id: deviceId }, 1), [deviceId])
  return <RecordPage kind="Device" id={deviceId} ask={ask} groups={groups} events={{ device_id: deviceId }} />
}
