import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { useSession } from '../shell/session.ts'
import { useChangeFilters } from './change-filters.ts'
import { useView } from './view.ts'

/** In whose days and hours the page counts. */
export function ZonePicker({ label = false }: { label?: boolean }) {
  const { timezone } = useView()
  const session = useSession()
  const change = useChangeFilters()
  const zones = useMemo(
    () => [...new Set([session.timezone, timezone, 'UTC', ...Intl.supportedValuesOf('timeZone')])],
    [session.timezone, timezone],
  )
  return (
    <Select
      {...(label ? { label: 'Time zone' } : { 'aria-label': 'Time zone', w: 190 })}
      size="sm"
      searchable
      data={zones}
      limit={40}
      value={timezone}
      allowDeselect={false}
      checkIconPosition="right"
      nothingFoundMessage="No such zone"
      onChange={(zone) => change({ timezone: zone === null || zone === session.timezone ? undefined : zone })}
    />
  )
}
