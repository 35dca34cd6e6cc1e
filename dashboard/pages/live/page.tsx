import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconWaveSine } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { useView } from '../../filters/view.ts'
import { formatValue } from '../../numbers/value.ts'
import { PageLayout } from '../../shell/page-layout.tsx'
import { ConnectionMark } from './connection-mark.tsx'
import { EventDrawer } from './event-drawer.tsx'
import { EventRow } from './event-row.tsx'
import type { LiveEvent } from './feed.ts'
import styles from './page.module.css'
import { Pulse } from './rate-strip.tsx'
import { parseLiveSearch } from './search.ts'
import { type LivePatch, StreamFilters } from './stream-filters.tsx'
import { useLive } from './use-live.ts'

export function Page() {
  const search = useSearch({ from: '/signed-in/live' })
  const filters = useMemo(() => parseLiveSearch(search as Record<string, unknown>), [search])
  const navigate = useNavigate({ from: '/live' })
  const { timezone } = useView()
  const { view, feed, connection, fault } = useLive(filters)
  const [opened, setOpened] = useState<LiveEvent | null>(null)

  const clock = useMemo(
    () =>
      new Intl.DateTimeFormat('en-GB', {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        fractionalSecondDigits: 3,
        hourCycle: 'h23',
        timeZone: timezone,
      }),
    [timezone],
  )
  const change = useCallback(
    (patch: LivePatch) => void navigate({ search: (old) => ({ ...old, ...patch }) as never, resetScroll: false }),
    [navigate],
  )

  return (
    <PageLayout title="Live" aside={<ConnectionMark connection={connection} />}>
      <div className={styles.bar}>
        <StreamFilters filters={filters} onChange={change} />
        <div className={styles.controls}>
          {view.paused ? (
            <Button size="sm" leftSection={<IconPlayerPlay size={16} stroke={1.7} />} onClick={feed.resume}>
              Resume{view.waiting > 0 ? ` (${formatValue(view.waiting, 'count', null)} new)` : ''}
            </Button>
          ) : (
            <Button
              size="sm"
              variant="default"
              leftSection={<IconPlayerPause size={16} stroke={1.7} />}
              onClick={feed.pause}
            >
              Pause
            </Button>
          )}
          <Button size="sm" variant="subtle" color="gray" disabled={view.events.length === 0} onClick={feed.clear}>
            Clear
          </Button>
        </div>
      </div>
      <div className={styles.panel}>
        <Pulse feed={feed} view={view} />
        {fault !== null ? (
          <p className={styles.fault} role="alert">
            Not everything could be read: {fault.message}.
          </p>
        ) : null}
        {view.events.length === 0 ? (
          <div className={styles.quiet}>
            <IconWaveSine size={28} stroke={1.5} aria-hidden="true" />
            <p className={styles.quietTitle}>
              {connection.state === 'open' ? 'Listening for the next event' : 'Waiting for the stream'}
            </p>
            <p>
              {Object.keys(filters).length > 0
                ? 'No stored event passes the filters above. The next one is shown as it is received.'
                : 'No event is stored yet. The first one is shown as it is received.'}
            </p>
          </div>
        ) : (
          <ol className={styles.list} aria-label="The last events, the newest first">
            {view.events.map((event) => (
              <EventRow key={event.id} event={event} clock={clock} onOpen={setOpened} />
            ))}
          </ol>
        )}
      </div>
      <EventDrawer event={opened} timezone={timezone} onClose={() => setOpened(null)} />
    </PageLayout>
  )
}
