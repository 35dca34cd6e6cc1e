import { Button, CopyButton } from '@mantine/core'
import { IconDropletOff } from '@tabler/icons-react'
import { useState } from 'react'
import { dimensionIds } from '../api/dimension-names.ts'
import { Message } from '../feedback/message.tsx'
import { useChangeFilters } from '../filters/change-filters.ts'
import { spanTitle } from '../filters/range-title.ts'
import type { View } from '../filters/view.ts'
import styles from './nothing-here.module.css'

/** A command that sends one valid event to this service. */
export function firstEvent(origin: string, now: Date): string {
  const event = {
    type: 'session',
    action: 'started',
    occurred_at: now.toISOString(),
    producer: 'terminal',
    session_id: 'session-1',
    data: {},
  }
  return [
    `curl ${origin}/analytics/ingest`,
    "  -H 'authorization: Bearer <your API key>'",
    "  -H 'content-type: application/json'",
    `  -d '${JSON.stringify(event)}'`,
  ].join(' \\\n')
}

function FirstEvent() {
  const [command] = useState(() => firstEvent(window.location.origin, new Date()))
  return (
    <div className={styles.first}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too */}
      <pre className={styles.command} tabIndex={0}>
        {command}
      </pre>
      <CopyButton value={command}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" onClick={copy}>
            {copied ? 'Copied' : 'Copy the command'}
          </Button>
        )}
      </CopyButton>
    </div>
  )
}

interface NothingHereProps {
  view: View
  /** True when the service holds no event at all. */
  neverAny: boolean
}

/** Why there is no number, and what to do about it. */
export function NothingHere({ view, neverAny }: NothingHereProps) {
  const change = useChangeFilters()
  const icon = <IconDropletOff size={20} stroke={1.7} />
  if (neverAny) {
    return (
      <Message icon={icon} title="No event has arrived yet">
        Send the first one; it is counted within seconds.
        <FirstEvent />
      </Message>
    )
  }
  const filtered = Object.keys(view.filters).length > 0
  return (
    <Message
      icon={icon}
      title={filtered ? 'No events match these filters' : 'No events in this range'}
      actions={
        filtered ? (
          <Button
            size="xs"
            variant="default"
            onClick={() => change(Object.fromEntries(dimensionIds.map((id) => [id, undefined])))}
          >
            Remove all filters
          </Button>
        ) : (
          <Button
            size="xs"
            variant="default"
            onClick={() => change({ range: 'last_90_days', from: undefined, to: undefined })}
          >
            Show the last 90 days
          </Button>
        )
      }
    >
      No data from {spanTitle(view.range, view.timezone)} ({view.timezone}).
    </Message>
  )
}
