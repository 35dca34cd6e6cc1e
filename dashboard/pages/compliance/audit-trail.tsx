import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useMemo, useState } from 'react'
import {
  type AuditEntry,
  type AuditFilters,
  auditActionsQuery,
  auditFile,
  auditQuery,
  verifyAudit,
} from '../../api/compliance.ts'
import { RangePicker } from '../../filters/range-picker.tsx'
import { RangeSteps } from '../../filters/range-steps.tsx'
import { useView } from '../../filters/view.ts'
import { ZonePicker } from '../../filters/zone-picker.tsx'
import { subjectPage } from '../../panels/destination.ts'
import { PageLink } from '../../panels/page-link.tsx'
import { Fault } from '../../sections/fault.tsx'
import { ListState } from '../../sections/list-state.tsx'
import form from '../../sections/section.module.css'
import { Section } from '../../sections/section.tsx'
import { actionTitle } from './action-title.ts'
import { AuditList } from './audit-list.tsx'
import { EntryDrawer } from './entry-drawer.tsx'
import styles from './page.module.css'
import { type ComplianceSearch, parseComplianceSearch } from './search.ts'
import { VerifiedChain } from './verified-chain.tsx'

const perPage = 50
const outcomes = [
  { value: '', label: 'Any' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'refused', label: 'Refused' },
  { value: 'failed', label: 'Failed' },
]

function Filters({ search }: { search: ComplianceSearch }) {
  const navigate = useNavigate()
  const { data: actions = [] } = useQuery(auditActionsQuery)
  const [subject, setSubject] = useState(search.entry_subject ?? '')
  const [actor, setActor] = useState(search.entry_actor ?? '')
  const change = (patch: ComplianceSearch | Readonly<Record<string, undefined>>) =>
    void navigate({ to: '.', search: (old) => ({ ...old, ...patch }) as never, resetScroll: false })
  const chosen = search.entry_action
  const listed = chosen === undefined || actions.includes(chosen) ? actions : [...actions, chosen]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change({ entry_subject: subject.trim() || undefined, entry_actor: actor.trim() || undefined } as ComplianceSearch)
  }
  return (
    <form className={styles.filters} aria-label="Filters of the audit trail" onSubmit={submit}>
      <TextInput
        label="Person or device"
        description="user_id or device_id"
        value={subject}
        maxLength={128}
        onChange={(event) => setSubject(event.currentTarget.value)}
      />
      <TextInput
        label="Actor"
        description="Name of a key or person"
        value={actor}
        maxLength={128}
        onChange={(event) => setActor(event.currentTarget.value)}
      />
      <NativeSelect
        label="Action"
        description="What was done"
        data={[{ value: '', label: 'Any' }, ...listed.map((value) => ({ value, label: actionTitle(value) }))]}
        value={chosen ?? ''}
        onChange={(event) => change({ entry_action: event.currentTarget.value || undefined } as ComplianceSearch)}
      />
      <NativeSelect
        label="Outcome"
        description="How it ended"
        data={outcomes}
        value={search.entry_outcome ?? ''}
        onChange={(event) => change({ entry_outcome: event.currentTarget.value || undefined } as ComplianceSearch)}
      />
      <Group gap="xs">
        <Button type="submit">Apply</Button>
        <Button
          variant="default"
          onClick={() => {
            setSubject('')
            setActor('')
            change({
              entry_actor: undefined,
              entry_action: undefined,
              entry_outcome: undefined,
              entry_subject: undefined,
            })
          }}
        >
          Clear
        </Button>
      </Group>
    </form>
  )
}

interface PagesProps {
  filters: AuditFilters
  timezone: string
}

/** The entries of the filters, page by page, newest first. */
export function AuditPages({ filters, timezone }: PagesProps) {
  /** The cursors of the pages before this one. */
  const [before, setBefore] = useState<readonly (string | null)[]>([])
  const [cursor, setCursor] = useState<string | null>(null)
  const [opened, setOpened] = useState<AuditEntry | null>(null)
  const query = useQuery(auditQuery(filters, cursor, perPage))
  const { data } = query
  return (
    <>
      <ListState
        query={query}
        isEmpty={data?.entries.length === 0}
        empty="No entries in this range and for these filters."
      />
      {data !== undefined && data.entries.length > 0 ? (
        <AuditList entries={data.entries} timezone={timezone} onOpen={setOpened} />
      ) : null}
      {data !== undefined && (before.length > 0 || data.next_cursor !== null) ? (
        <Group gap="xs" mt="md" role="group" aria-label="Pages of the audit trail">
          <Button
            size="xs"
            variant="default"
            disabled={before.length === 0}
            onClick={() => {
              setCursor(before.at(-1) ?? null)
              setBefore(before.slice(0, -1))
            }}
          >
            Newer
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={data.next_cursor === null}
            loading={query.isPlaceholderData}
            onClick={() => {
              setBefore([...before, cursor])
              setCursor(data.next_cursor)
            }}
          >
            Older
          </Button>
          <span className={form.note}>Page {before.length + 1}</span>
        </Group>
      ) : null}
      <EntryDrawer entry={opened} timezone={timezone} onClose={() => setOpened(null)} />
    </>
  )
}

/** Who did what: the entries of the trail, its files, and the proof that it is whole. */
export function AuditTrail() {
  const search = parseComplianceSearch(useSearch({ strict: false }))
  const { range, timezone } = useView()
  const verify = useMutation({ mutationFn: verifyAudit })
  const { entry_actor: actor, entry_action: action, entry_outcome: outcome, entry_subject: subject } = search
  const { startMs, endMs } = range
  const filters = useMemo(
    () => ({
      ...{ actor, action, outcome, subject },
      ...{ from: new Date(startMs).toISOString(), to: new Date(endMs).toISOString() },
    }),
    [actor, action, outcome, subject, startMs, endMs],
  )
  const id = JSON.stringify(filters)
  return (
    <Section
      id="audit"
      title="Audit trail"
      note="Every access to data and every change, in a chain of hashes. Persons and devices are named by tokens."
      action={
        <Group gap="xs">
          <Button size="sm" variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
            Verify chain
          </Button>
          <Button size="sm" variant="default" component="a" href={auditFile(filters, 'csv')} download>
            Download CSV
          </Button>
          <Button size="sm" variant="default" component="a" href={auditFile(filters, 'bundle')} download>
            Download signed bundle
          </Button>
        </Group>
      }
    >
      {verify.data === undefined ? null : <VerifiedChain verified={verify.data} timezone={timezone} />}
      <Fault error={verify.error} />
      <section className={styles.range} aria-label="Range of the audit trail">
        <RangePicker />
        <RangeSteps />
        <ZonePicker />
      </section>
      <Filters key={`${actor} ${subject}`} search={search} />
      {subject === undefined ? null : (
        <p className={styles.links}>
          <PageLink destination={subjectPage({ user_id: subject })}>Open the person {subject}</PageLink>
          <PageLink destination={subjectPage({ device_id: subject })}>Open the device {subject}</PageLink>
        </p>
      )}
      <AuditPages key={id} filters={filters} timezone={timezone} />
    </Section>
  )
}
