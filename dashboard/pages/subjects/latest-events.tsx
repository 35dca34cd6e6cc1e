import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AskedSubject } from '../../api/compliance.ts'
import { latestEventsQuery } from '../../api/events.ts'
import { eventTitle } from '../../event-step/step.ts'
import { tracePage } from '../../panels/destination.ts'
import { PageLink } from '../../panels/page-link.tsx'
import { ListState } from '../../sections/list-state.tsx'
import form from '../../sections/section.module.css'
import { Section } from '../../sections/section.tsx'
import { formatFullMoment } from '../../time/moment.ts'
import styles from './page.module.css'

/** The latest events of a person or device: masked, until their values are asked for. */
export function LatestEvents({ subject, timezone }: { subject: AskedSubject; timezone: string }) {
  const [reveal, setReveal] = useState(false)
  const query = useQuery(latestEventsQuery(subject, reveal))
  const { data } = query
  return (
    <Section
      id="latest-events"
      title="Latest events"
      note={
        reveal
          ? 'Protected values are shown in the clear. The audit trail names you and these events.'
          : 'The newest 20, with protected values masked. Showing them leaves an entry in the audit trail.'
      }
      action={
        <Button size="sm" variant="default" aria-pressed={reveal} onClick={() => setReveal(!reveal)}>
          {reveal ? 'Mask values' : 'Show values'}
        </Button>
      }
    >
      <ListState query={query} isEmpty={data?.length === 0} empty="No events." />
      {data === undefined || data.length === 0 ? null : (
        <ul className={form.list} aria-label="Latest events">
          {data.map((event) => (
            <li key={event.id}>
              <div>
                <p className={form.name}>
                  <PageLink destination={tracePage(event.id)}>{eventTitle(event)}</PageLink>
                </p>
                <p className={form.detail}>{formatFullMoment(event.occurred_at, timezone)}</p>
                <details>
                  <summary className={form.note}>Values</summary>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too */}
                  <pre className={styles.json} tabIndex={0}>
                    {JSON.stringify(event.data, null, 2)}
                  </pre>
                </details>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
