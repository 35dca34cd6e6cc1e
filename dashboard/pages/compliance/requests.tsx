import { Button, Group } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Checked, downloadOf, recheckErasure, requestsQuery, type SubjectRequest } from '../../api/compliance.ts'
import type { Policy } from '../../api/retention.ts'
import { formatValue } from '../../numbers/value.ts'
import { Fault } from '../../sections/fault.tsx'
import { ListState } from '../../sections/list-state.tsx'
import form from '../../sections/section.module.css'
import { Section } from '../../sections/section.tsx'
import { may } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { formatFullMoment } from '../../time/moment.ts'
import { detailsOf } from './action-title.ts'
import { Certificate } from './certificate.tsx'
import { DecisionForm } from './decision-form.tsx'
import { storeTitles } from './policy-rows.ts'
import { RequestForm } from './request-form.tsx'

const states: Readonly<Record<SubjectRequest['status'], { title: string; tone?: 'good' | 'bad' | 'warn' }>> = {
  awaiting_approval: { title: 'Awaiting approval', tone: 'warn' },
  rejected: { title: 'Rejected', tone: 'bad' },
  pending: { title: 'Waiting', tone: 'warn' },
  running: { title: 'Running', tone: 'warn' },
  ready: { title: 'Ready', tone: 'good' },
  done: { title: 'Done', tone: 'good' },
  failed: { title: 'Failed', tone: 'bad' },
  expired: { title: 'Expired' },
}

function titleOf({ kind, mode }: SubjectRequest): string {
  if (kind === 'export') return 'Export'
  if (kind === 'retention_change') return 'Change of retention policies'
  if (kind === 'hold_release') return 'Release of a legal hold'
  return mode === 'anonymise' ? 'Anonymisation' : 'Erasure'
}

/** What became of the approval that a request needs. */
function approvalFacts({ approval, status }: SubjectRequest, zone: string): string[] {
  if (approval === null) return []
  if (status === 'awaiting_approval') return [`until ${formatFullMoment(approval.expires_at, zone)}`]
  if (approval.decided_by === null || approval.decided_at === null) return []
  const verb = status === 'rejected' ? 'rejected' : 'approved'
  const why = approval.reason === null ? '' : `: ${approval.reason}`
  return [`${verb} by ${approval.decided_by}, ${formatFullMoment(approval.decided_at, zone)}${why}`]
}

/** What a request of another kind than exports and erasures changes. */
function targetFacts({ kind, target }: SubjectRequest): string[] {
  if (target === null) return []
  if (kind !== 'retention_change') return detailsOf(target).map(([name, value]) => `${name} ${value}`)
  const policies = target.policies as readonly Policy[]
  if (policies.length === 0) return ['no policies: everything is kept']
  return policies.map(({ store, type, days, action }) => {
    const verb = action === 'delete' ? 'delete' : 'anonymise'
    return `${storeTitles[store]}: ${verb} ${type === '*' ? 'the rest' : type} after ${days} days`
  })
}

function CheckedStores({ checked }: { checked: Checked }) {
  const left = checked.stores.filter(({ count }) => count !== null && count > 0)
  return (
    <p className={`${form.note} ${form.whole}`} role="status">
      {checked.ok
        ? `All ${checked.stores.length} stores were asked again: none holds anything.`
        : `Something is left in ${left.map(({ name, count }) => `${name} (${count})`).join(', ')}.`}
    </p>
  )
}

function RequestRow({ request, zone }: { request: SubjectRequest; zone: string }) {
  const session = useSession()
  const [shown, setShown] = useState(false)
  const [deciding, setDeciding] = useState(false)
  const recheck = useMutation({ mutationFn: recheckErasure })
  const { id, kind, status, expires_at: expires, counts } = request
  const state = states[status]
  const title = titleOf(request)
  const facts = [
    `by ${request.requested_by}, ${formatFullMoment(request.requested_at, zone)}`,
    ...(request.finished_at === null ? [] : [`finished ${formatFullMoment(request.finished_at, zone)}`]),
    ...(request.reason === null ? [] : [`reason: ${request.reason}`]),
    ...approvalFacts(request, zone),
    ...targetFacts(request),
    ...(counts === null ? [] : [`${formatValue(counts.events ?? 0, 'count', null)} events`]),
    ...(status === 'ready' && expires !== null ? [`download until ${formatFullMoment(expires, zone)}`] : []),
    ...(request.error === null ? [] : [request.error]),
    id,
  ]
  const isErased = kind === 'erasure' && status === 'done' && may(session, 'compliance:erase')
  return (
    <li>
      <div>
        <p className={form.name}>
          <span className={form.state} data-tone={state.tone}>
            {state.title}
          </span>
          {title}
        </p>
        <p className={form.detail}>{facts.join(' · ')}</p>
      </div>
      <div className={form.actions}>
        {kind === 'export' && status === 'ready' ? (
          <Button size="xs" variant="default" component="a" href={downloadOf(id)} download>
            Download
          </Button>
        ) : null}
        {status === 'awaiting_approval' && may(session, 'compliance:erase') ? (
          <Button size="xs" variant="default" aria-expanded={deciding} onClick={() => setDeciding(!deciding)}>
            Decide
          </Button>
        ) : null}
        {isErased ? (
          <>
            <Button size="xs" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
              Certificate
            </Button>
            <Button size="xs" variant="default" loading={recheck.isPending} onClick={() => recheck.mutate(id)}>
              Check again
            </Button>
          </>
        ) : null}
      </div>
      {recheck.data === undefined ? null : <CheckedStores checked={recheck.data} />}
      <Fault error={recheck.error} />
      {shown ? <Certificate id={id} /> : null}
      {deciding ? <DecisionForm id={id} title={title} onDone={() => setDeciding(false)} /> : null}
    </li>
  )
}

/** The requests of the tenant, or those about one person. */
export function RequestList({ subject }: { subject?: string }) {
  const { timezone } = useSession()
  const query = useQuery(requestsQuery(subject))
  return (
    <>
      <ListState query={query} isEmpty={query.data?.length === 0} empty="No exports or erasures were requested." />
      {query.data !== undefined && query.data.length > 0 ? (
        <ul className={form.list} aria-label="Requests">
          {query.data.map((request) => (
            <RequestRow key={request.id} request={request} zone={timezone} />
          ))}
        </ul>
      ) : null}
    </>
  )
}

/** Exports and erasures of persons: their state, new ones, files and certificates. */
export function Requests() {
  const [asking, setAsking] = useState<'export' | 'erasure' | null>(null)
  const session = useSession()
  return (
    <Section
      id="requests"
      title="Exports and erasures"
      note="Requests of persons under the GDPR: access (Art. 15), portability (Art. 20) and erasure (Art. 17)."
      action={
        asking === null ? (
          <Group gap="xs">
            <Button size="sm" onClick={() => setAsking('export')}>
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
      {asking === null ? null : <RequestForm kind={asking} onDone={() => setAsking(null)} />}
      <RequestList />
    </Section>
  )
}
