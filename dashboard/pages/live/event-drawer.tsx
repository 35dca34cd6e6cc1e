import { Button, CopyButton, Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useMemo } from 'react'
import { subjectPage } from '../../panels/destination.ts'
import { PageLink } from '../../panels/page-link.tsx'
import { mayAny } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { formatMoment } from '../../time/moment.ts'
import { subjectScopes } from '../subjects/search.ts'
import styles from './event-drawer.module.css'
import type { LiveEvent } from './feed.ts'
import { jsonTokens } from './json-tokens.ts'

interface EventDrawerProps {
  /** Null: closed. */
  event: LiveEvent | null
  timezone: string
  onClose: () => void
}

/** The ways to the pages of the person and the device of an event. */
function SubjectLinks({ event: { user_id: user, device_id: device } }: { event: LiveEvent }) {
  const session = useSession()
  if (!mayAny(session, subjectScopes)) return null
  return (
    <p className={styles.links}>
      {user ? <PageLink destination={subjectPage({ user_id: user })}>Who read this person's data</PageLink> : null}
      {device ? (
        <PageLink destination={subjectPage({ device_id: device })}>Who read this device's data</PageLink>
      ) : null}
    </p>
  )
}

function Inside({ event, timezone }: { event: LiveEvent; timezone: string }) {
  const tokens = useMemo(() => jsonTokens(event), [event])
  const facts = [
    ['Occurred', formatMoment(event.occurred_at, timezone)],
    ['Received', event.received_at === undefined ? null : formatMoment(event.received_at, timezone)],
    ['Producer', event.producer],
    ['Order', event.order_id],
    ['User', event.user_id],
    ['Device', event.device_id],
    ['Session', event.session_id],
  ].filter(([, value]) => typeof value === 'string' && value !== '')
  return (
    <>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <SubjectLinks event={event} />
      <div className={styles.head}>
        <h3 className={styles.title}>Raw event</h3>
        <CopyButton value={JSON.stringify(event, null, 2)}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy JSON'}
            </Button>
          )}
        </CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too */}
      <pre className={styles.json} tabIndex={0}>
        {tokens.map(({ kind, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places
          <span key={index} data-kind={kind}>
            {text}
          </span>
        ))}
      </pre>
    </>
  )
}

/** A look inside one event. */
export function EventDrawer({ event, timezone, onClose }: EventDrawerProps) {
  const narrow = useMediaQuery('(max-width: 899px)')
  return (
    <Drawer
      opened={event !== null}
      onClose={onClose}
      title={event === null ? '' : `${event.type} ${event.action}`}
      position={narrow ? 'bottom' : 'right'}
      size={narrow ? '86%' : 520}
      radius={narrow ? 'lg' : 0}
      closeButtonProps={{ 'aria-label': 'Close the event' }}
    >
      {event === null ? null : <Inside event={event} timezone={timezone} />}
    </Drawer>
  )
}
