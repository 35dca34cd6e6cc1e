import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useSession } from '../session/session.ts'
import { findZones, zonesFrom } from '../time/find-zones.ts'
import { offsetTitle } from '../time/zone.ts'
import { useChangeFilters } from './change-filters.ts'
import { useView } from './view.ts'
import styles from './zone-list.module.css'

const shown = 60

/** Every zone that the browser knows, that of the workspace first. */
export function ZoneList({ onChosen }: { onChosen?: () => void }) {
  const { timezone } = useView()
  const session = useSession()
  const change = useChangeFilters()
  const [typed, setTyped] = useState('')
  const zones = useMemo(() => zonesFrom([timezone, session.timezone]), [timezone, session.timezone])
  const found = findZones(zones, typed, Date.now()).slice(0, shown)

  const choose = (zone: string) => {
    change({ timezone: zone === session.timezone ? undefined : zone })
    onChosen?.()
  }

  return (
    <div className={styles.list}>
      <TextInput
        size="sm"
        aria-label="Search time zones"
        placeholder="City, region or +5:30"
        leftSection={<IconSearch size={15} stroke={1.7} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
      <ul className={styles.zones}>
        {found.map((zone) => (
          <li key={zone}>
            <button type="button" className={styles.zone} aria-pressed={zone === timezone} onClick={() => choose(zone)}>
              <span>{zone.replaceAll('_', ' ')}</span>
              <span className={styles.offset}>{offsetTitle(Date.now(), zone)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className={styles.none}>No time zone has this name or offset.</p> : null}
    </div>
  )
}
