import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Hold, holdsQuery, placeHold, releaseHold } from '../../api/compliance.ts'
import { Confirm } from '../../sections/confirm.tsx'
import { Fault } from '../../sections/fault.tsx'
import { ListState } from '../../sections/list-state.tsx'
import form from '../../sections/section.module.css'
import { Section } from '../../sections/section.tsx'
import { useSigning } from '../../sections/signing.tsx'
import { useFirstField } from '../../sections/use-first-field.ts'
import { may } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { formatFullMoment } from '../../time/moment.ts'

const kinds = [
  { value: 'subject', label: 'Person or device (by id)' },
  { value: 'lot', label: 'Lot' },
  { value: 'type', label: 'Event type' },
]

const titleOf = ({ kind, value, subjects }: Hold) =>
  kind === 'subject'
    ? `Person or device ${subjects[0]?.slice(0, 12) ?? ''}…`
    : kind === 'lot'
      ? `Lot ${value}`
      : `Event type ${value}`

function HoldForm({ onDone }: { onDone: () => void }) {
  const first = useFirstField()
  const client = useQueryClient()
  const [kind, setKind] = useState<Hold['kind']>('subject')
  const [value, setValue] = useState('')
  const [reason, setReason] = useState('')
  const place = useMutation({
    mutationFn: placeHold,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['holds'] })
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    place.mutate({ kind, value: value.trim(), reason: reason.trim() })
  }
  return (
    <form ref={first} className={form.form} aria-label="New legal hold" onSubmit={submit}>
      <div className={form.fields}>
        <NativeSelect
          label="On"
          data={kinds}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as Hold['kind'])}
        />
        <TextInput
          label={kind === 'subject' ? 'Id' : kind === 'lot' ? 'Lot number' : 'Event type'}
          required
          withAsterisk={false}
          maxLength={128}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      </div>
      <TextInput
        label="Reason, for the audit trail"
        required
        withAsterisk={false}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button type="submit" loading={place.isPending}>
          Place the hold
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
      <Fault error={place.error} />
    </form>
  )
}

function HoldRow({ hold, zone }: { hold: Hold; zone: string }) {
  const client = useQueryClient()
  const session = useSession()
  const [releasing, setReleasing] = useState(false)
  const signing = useSigning('released')
  const release = useMutation({
    mutationFn: releaseHold,
    onSuccess: async () => {
      setReleasing(false)
      await Promise.all(['holds', 'subject-requests'].map((key) => client.invalidateQueries({ queryKey: [key] })))
    },
  })
  const title = titleOf(hold)
  const { released_at: released } = hold
  const facts = [
    `reason: ${hold.reason}`,
    `by ${hold.placed_by}, ${formatFullMoment(hold.placed_at, zone)}`,
    ...(released === null ? [] : [`released ${formatFullMoment(released, zone)}`]),
  ]
  return (
    <li>
      <div>
        <p className={form.name}>
          <span className={form.state} {...(released === null ? { 'data-tone': 'warn' } : {})}>
            {released === null ? 'On hold' : 'Released'}
          </span>
          {title}
        </p>
        <p className={form.detail}>{facts.join(' · ')}</p>
      </div>
      {released === null && may(session, 'compliance:erase') ? (
        <div className={form.actions}>
          <Button size="xs" variant="default" aria-label={`Release ${title}`} onClick={() => setReleasing(true)}>
            Release
          </Button>
        </div>
      ) : null}
      {release.data === undefined ? null : (
        <p className={`${form.note} ${form.whole}`} role="status">
          The release waits until another person approves it, under Requests.
        </p>
      )}
      {releasing ? (
        <Confirm
          label={`Release ${title}?`}
          action="Release the hold"
          needsReason
          signing={signing}
          error={release.error}
          isPending={release.isPending}
          onConfirm={(reason) => release.mutate({ id: hold.id, reason, signature: signing.headers })}
          onCancel={() => setReleasing(false)}
        >
          What is held may be erased again. Erasures stopped by this hold continue at once.
        </Confirm>
      ) : null}
    </li>
  )
}

/** Legal holds, or those on one person. */
export function HoldList({ subject }: { subject?: string }) {
  const { timezone } = useSession()
  const query = useQuery(holdsQuery(subject))
  return (
    <>
      <ListState query={query} isEmpty={query.data?.length === 0} empty="No legal holds." />
      {query.data !== undefined && query.data.length > 0 ? (
        <ul className={form.list} aria-label="Legal holds">
          {query.data.map((hold) => (
            <HoldRow key={hold.id} hold={hold} zone={timezone} />
          ))}
        </ul>
      ) : null}
    </>
  )
}

/** What must be kept for now, whatever an erasure or a retention policy says. */
export function Holds() {
  const session = useSession()
  const [placing, setPlacing] = useState(false)
  return (
    <Section
      id="holds"
      title="Legal holds"
      note="What is under a hold is not erased. Erasures stop at it and name the hold."
      action={
        placing || !may(session, 'compliance:erase') ? null : (
          <Button size="sm" onClick={() => setPlacing(true)}>
            New hold
          </Button>
        )
      }
    >
      {placing ? <HoldForm onDone={() => setPlacing(false)} /> : null}
      <HoldList />
    </Section>
  )
}
