import { memo } from 'react'
import styles from './event-row.module.css'
import type { LiveEvent } from './feed.ts'
import { gistOf, subjectsOf } from './summary.ts'

/** What needs a look is marked; everything else is an ordinary event. */
const alarming = new Set(['adverse_event', 'chargeback'])
const failing = new Set([
  'failed',
  'faulted',
  'lost',
  'missed',
  'quarantined',
  'recalled',
  'returned_to_origin',
  'detached',
])

const toneOf = ({ type, action }: LiveEvent) =>
  alarming.has(type) ? 'alarm' : failing.has(action) ? 'failure' : 'ordinary'

interface EventRowProps {
  event: LiveEvent
  clock: Intl.DateTimeFormat
  onOpen: (event: LiveEvent) => void
}

/** One event in one line; on a phone in two. Memoised, for two hundred of them move several times a second. */
export const EventRow = memo(function EventRow({ event, clock, onOpen }: EventRowProps) {
  const subjects = subjectsOf(event)
  const gist = gistOf(event)
  return (
    <li className={styles.item}>
      <button type="button" className={styles.row} onClick={() => onOpen(event)}>
        <time className={styles.time} dateTime={event.occurred_at}>
          {clock.format(Date.parse(event.occurred_at))}
        </time>
        <span className={styles.what} data-tone={toneOf(event)}>
          <span className={styles.type}>{event.type}</span>
          <span className={styles.action}>{event.action}</span>
        </span>
        <span className={styles.gist}>{gist.join(' · ')}</span>
        <span className={styles.subjects}>{subjects.join('  ')}</span>
      </button>
    </li>
  )
})
