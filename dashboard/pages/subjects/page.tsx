import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { IconLock, IconUserSearch } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useMemo, useState } from 'react'
import type { AskedSubject } from '../../api/compliance.ts'
import { Message } from '../../feedback/message.tsx'
import { Section } from '../../sections/section.tsx'
import { may, mayAny } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { PageLayout } from '../../shell/page-layout.tsx'
import { AuditPages } from '../compliance/audit-trail.tsx'
import { HoldList } from '../compliance/holds.tsx'
import { RequestForm } from '../compliance/request-form.tsx'
import { RequestList } from '../compliance/requests.tsx'
import { LatestEvents } from './latest-events.tsx'
import styles from './page.module.css'
import { parseSubjectSearch, subjectOf, subjectScopes } from './search.ts'

function Find({ kind, id }: { kind: string; id: string }) {
  const navigate = useNavigate()
  const [field, setField] = useState(kind)
  const [typed, setTyped] = useState(id)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void navigate({ to: '/subjects', search: { [field]: typed.trim() } as never })
  }
  return (
    <form className={styles.find} aria-label="Find a person or device" onSubmit={submit}>
      <NativeSelect
        label="Whose data"
        data={[
          { value: 'user_id', label: 'Person (user_id)' },
          { value: 'device_id', label: 'Device (device_id)' },
        ]}
        value={field}
        onChange={(event) => setField(event.currentTarget.value)}
      />
      <TextInput
        label="Id"
        required
        withAsterisk={false}
        maxLength={128}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit">Open</Button>
    </form>
  )
}

function RequestsAbout({ subject, id }: { subject: AskedSubject; id: string }) {
  const session = useSession()
  const [asking, setAsking] = useState<'export' | 'erasure' | null>(null)
  return (
    <Section
      id="requests-about"
      title="Requests about them"
      note="Exports and erasures of this person or device, and what waits for approval."
      action={
        asking === null ? (
          <Group gap="xs">
            <Button size="sm" variant="default" onClick={() => setAsking('export')}>
              New export
            </Button>
            {may(session, 'compliance:erase') ? (
              <Button size="sm" variant="default" onClick={() => setAsking('erasure')}>
                New erasure
              </Button>
            ) : null}
          </Group>
        ) : null
      }
    >
      {asking === null ? null : <RequestForm kind={asking} subject={subject} onDone={() => setAsking(null)} />}
      <RequestList subject={id} />
    </Section>
  )
}

/** All that concerns the data of one person or device: who read them, requests, holds, and their latest events. */
export function Page() {
  const session = useSession()
  const search = parseSubjectSearch(useSearch({ strict: false }))
  const { user_id: user, device_id: device } = search
  const subject = useMemo(
    () => subjectOf({ ...(user && { user_id: user }), ...(device && { device_id: device }) }),
    [user, device],
  )
  const id = user ?? device
  const filters = useMemo(() => ({ subject: id }), [id])
  if (!mayAny(session, subjectScopes)) {
    return (
      <PageLayout title="Data subject">
        <Message icon={<IconLock size={22} stroke={1.6} />} title="You may not open this page">
          It is for those who have one of the scopes {subjectScopes.join(', ')}.
        </Message>
      </PageLayout>
    )
  }
  return (
    <PageLayout title={id === undefined ? 'Data subject' : `${user === undefined ? 'Device' : 'Person'} ${id}`}>
      <Find key={id} kind={device === undefined ? 'user_id' : 'device_id'} id={id ?? ''} />
      {subject === undefined || id === undefined ? (
        <Message icon={<IconUserSearch size={22} stroke={1.6} />} title="Choose a person or device">
          Type a user_id or device_id to see who read their data, and what was requested about them.
        </Message>
      ) : (
        <>
          {may(session, 'compliance:audit') ? (
            <Section
              id="reads"
              title="Who read this person's data"
              note="Every access and change that the audit trail has about them, over all time."
            >
              <AuditPages key={id} filters={filters} timezone={session.timezone} />
            </Section>
          ) : null}
          {may(session, 'compliance:export') ? <RequestsAbout key={id} subject={subject} id={id} /> : null}
          {may(session, 'compliance:audit') ? (
            <Section id="holds-on" title="Legal holds" note="Holds on this person or device.">
              <HoldList subject={id} />
            </Section>
          ) : null}
          {may(session, 'personal:read') && may(session, 'analytics:read') ? (
            <LatestEvents key={`events ${id}`} subject={subject} timezone={session.timezone} />
          ) : null}
        </>
      )}
    </PageLayout>
  )
}
