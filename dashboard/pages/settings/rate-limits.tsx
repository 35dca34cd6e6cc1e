import { Button, Group, NumberInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { apiKeysQuery } from '../../api/api-keys.ts'
import { type RateLimit, rateLimitsQuery, writeRateLimit } from '../../api/settings.ts'
import { formatValue } from '../../numbers/value.ts'
import { Fault } from '../../sections/fault.tsx'
import { ListState } from '../../sections/list-state.tsx'
import form from '../../sections/section.module.css'
import { Section } from '../../sections/section.tsx'
import { useFirstField } from '../../sections/use-first-field.ts'
import { useSession } from '../../session/session.ts'

const perSecond = (value: number | null, fallback: string) =>
  value === null ? fallback : value === 0 ? 'no limit' : `${formatValue(value, 'count', null)} per second`

const numberOrNull = (value: number | string) => (value === '' ? null : Number(value))

interface LimitFormProps {
  title: string
  limit: RateLimit
  onDone: () => void
}

function LimitForm({ title, limit, onDone }: LimitFormProps) {
  const first = useFirstField()
  const client = useQueryClient()
  const [events, setEvents] = useState<number | string>(limit.events_per_second ?? '')
  const [requests, setRequests] = useState<number | string>(limit.requests_per_second ?? '')
  const [reason, setReason] = useState('')
  const write = useMutation({
    mutationFn: writeRateLimit,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: rateLimitsQuery.queryKey })
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const changed = { events_per_second: numberOrNull(events), requests_per_second: numberOrNull(requests) }
    write.mutate({ limit: { key_id: limit.key_id, ...changed }, reason })
  }
  return (
    <form ref={first} className={`${form.form} ${form.whole}`} aria-label={`Limits of ${title}`} onSubmit={submit}>
      <div className={form.fields}>
        <NumberInput
          label="Events per second"
          description="Empty: the default. 0: no limit."
          min={0}
          allowDecimal={false}
          value={events}
          onChange={setEvents}
        />
        <NumberInput
          label="Other calls per second"
          description="Empty: the default. 0: no limit."
          min={0}
          allowDecimal={false}
          value={requests}
          onChange={setRequests}
        />
      </div>
      <TextInput
        label="Reason, for the audit trail"
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button type="submit" loading={write.isPending}>
          Save the limits
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
      <Fault error={write.error} />
    </form>
  )
}

function LimitRow({ title, limit, fallback }: { title: string; limit: RateLimit; fallback: string }) {
  const [editing, setEditing] = useState(false)
  return (
    <li>
      <div>
        <p className={form.name}>{title}</p>
        <p className={form.detail}>
          events: {perSecond(limit.events_per_second, fallback)} · other calls:{' '}
          {perSecond(limit.requests_per_second, fallback)}
        </p>
      </div>
      <div className={form.actions}>
        <Button size="xs" variant="default" aria-label={`Edit the limits of ${title}`} onClick={() => setEditing(true)}>
          Edit
        </Button>
      </div>
      {editing ? <LimitForm title={title} limit={limit} onDone={() => setEditing(false)} /> : null}
    </li>
  )
}

/** How much the tenant and each of its keys may send and ask. */
export function RateLimits() {
  const session = useSession()
  const limits = useQuery(rateLimitsQuery)
  const keys = useQuery(apiKeysQuery)
  const query = limits.error === null ? keys : limits
  const { data } = limits
  const live = keys.data?.filter(({ revoked_at: revoked }) => revoked === null)
  const limitOf = (keyId: string | null): RateLimit =>
    data?.limits.find(({ key_id: id }) => id === keyId) ?? {
      ...{ key_id: keyId, events_per_second: null, requests_per_second: null },
    }
  return (
    <Section
      id="rate-limits"
      title="Rate limits"
      note={
        data === undefined
          ? 'On average over ten seconds.'
          : `On average over ten seconds. Default: ${perSecond(data.defaults.events_per_second, '')} for events, ${perSecond(data.defaults.requests_per_second, '')} for other calls. The operator sets the limit of a workspace; keys get at most what it has.`
      }
    >
      <ListState query={query} isEmpty={false} empty="" />
      {data === undefined || live === undefined ? null : (
        <ul className={form.list} aria-label="Rate limits">
          <LimitRow title={`Workspace ${session.tenant_name}`} limit={limitOf(null)} fallback="default" />
          {live.map(({ id, name }) => (
            <LimitRow key={id} title={`Key ${name}`} limit={limitOf(id)} fallback="as the workspace" />
          ))}
        </ul>
      )}
    </Section>
  )
}
