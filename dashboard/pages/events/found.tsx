import { Button, CopyButton, SegmentedControl } from '@mantine/core'
import { IconFileTypeCsv, IconTerminal2 } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { Timeline } from '../../charts/timeline.tsx'
import { eventTitle } from '../../event-step/step.ts'
import { formatValue } from '../../numbers/value.ts'
import { tracePage } from '../../panels/destination.ts'
import { PageLink } from '../../panels/page-link.tsx'
import { PanelTable } from '../../panels/panel-table.tsx'
import { saveFile } from '../../panels/save-file.ts'
import { csvOf } from '../../panels/table.ts'
import { formatFullMoment } from '../../time/moment.ts'
import { EventDrawer } from '../live/event-drawer.tsx'
import { gistOf, subjectsOf } from '../live/summary.ts'
import { curlOf } from './curl.ts'
import type { FoundEvent } from './events-query.ts'
import styles from './page.module.css'
import { eventsTable } from './rows.ts'
import type { EventColumn } from './search.ts'

interface FoundProps {
  events: readonly FoundEvent[]
  /** Undefined where there are no more. */
  onMore: (() => void) | undefined
  isLoadingMore: boolean
  columns: readonly EventColumn[]
  form: 'table' | 'timeline'
  onForm: (form: 'table' | 'timeline') => void
  timezone: string
  /** The address that the service answers the same at. */
  address: string
}

function Story({ events, timezone }: Pick<FoundProps, 'events' | 'timezone'>) {
  const happenings = events.map((event) => ({
    key: event.id,
    when: formatFullMoment(event.occurred_at, timezone),
    what: eventTitle(event),
    detail: (
      <>
        {[...gistOf(event), ...subjectsOf(event)].join(' · ')}{' '}
        <PageLink destination={tracePage(event.id)}>Trace</PageLink>
      </>
    ),
  }))
  return (
    <div className={styles.timeline}>
      <Timeline title="Events, the newest first" happenings={happenings} />
    </div>
  )
}

/** The events that were found, as a table or a timeline, and what can be done with them. */
export function FoundEvents(props: FoundProps) {
  const { events, columns, form, timezone, address } = props
  const [opened, setOpened] = useState<FoundEvent | null>(null)
  const table = useMemo(() => eventsTable(events, columns, timezone), [events, columns, timezone])
  const save = () => saveFile('events.csv', new Blob([csvOf(table)], { type: 'text/csv;charset=utf-8' }))
  const count = formatValue(events.length, 'count', null)
  const icon = { size: 16, stroke: 1.7 } as const
  return (
    <section className={styles.panel} aria-label="Events">
      <div className={styles.head}>
        <p className={styles.count} role="status">
          {props.onMore ? `The newest ${count} events` : `${count} ${events.length === 1 ? 'event' : 'events'}`}, times
          in {timezone}
        </p>
        <div className={styles.tools}>
          <SegmentedControl
            size="xs"
            aria-label="Show as"
            data={[
              { value: 'table', label: 'Table' },
              { value: 'timeline', label: 'Timeline' },
            ]}
            value={form}
            onChange={(value) => props.onForm(value === 'timeline' ? 'timeline' : 'table')}
          />
          <Button size="xs" variant="default" leftSection={<IconFileTypeCsv {...icon} />} onClick={save}>
            Download CSV
          </Button>
          <CopyButton value={curlOf(window.location.origin, address)}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" leftSection={<IconTerminal2 {...icon} />} onClick={copy}>
                {copied ? 'Copied' : 'Copy as curl'}
              </Button>
            )}
          </CopyButton>
        </div>
      </div>
      {form === 'timeline' ? (
        <Story events={events} timezone={timezone} />
      ) : (
        <div className={styles.list}>
          <PanelTable title="Events" table={table} onPick={(_, row) => setOpened(events[row] ?? null)} />
        </div>
      )}
      {props.onMore ? (
        <div className={styles.more}>
          <Button size="sm" variant="default" loading={props.isLoadingMore} onClick={props.onMore}>
            Load earlier events
          </Button>
        </div>
      ) : null}
      <EventDrawer event={opened} timezone={timezone} onClose={() => setOpened(null)} />
    </section>
  )
}
