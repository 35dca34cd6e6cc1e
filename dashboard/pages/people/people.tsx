import { Button, NativeSelect, Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeRole, type Person, peopleQuery, removePerson, rolesQuery } from '../../api/people.ts'
import { asProblem } from '../../api/problem.ts'
import type { Session } from '../../api/session.ts'
import { Failure } from '../../feedback/failure.tsx'
import { Confirm } from '../../sections/confirm.tsx'
import styles from '../../sections/section.module.css'
import { formatDay, formatLast } from '../../time/day.ts'
import { InviteForm } from './invite-form.tsx'

const nameOf = ({ name, email, subject }: Person) => name || email || subject || 'Unknown'

function stateOf(person: Person, zone: string): string {
  const { status, invited_until: until, last_sign_in_at: last } = person
  if (status === 'active') return `last signed in ${formatLast(last, zone)}`
  if (status === 'deactivated') return 'deactivated by the provider'
  if (status === 'expired') return 'invitation expired'
  return until === null ? 'provisioned, has not signed in' : `invited until ${formatDay(until, zone)}`
}

interface PersonRowProps {
  person: Person
  roles: readonly string[]
  session: Session
}

function PersonRow({ person, roles, session }: PersonRowProps) {
  const client = useQueryClient()
  const [removing, setRemoving] = useState(false)
  const refresh = () => client.invalidateQueries({ queryKey: peopleQuery.queryKey })
  const change = useMutation({ mutationFn: changeRole, onSuccess: refresh })
  const remove = useMutation({ mutationFn: removePerson, onSuccess: refresh })
  const name = nameOf(person)
  const isSelf = person.id === session.person_id
  const choices = roles.includes(person.role) ? roles : [...roles, person.role]
  return (
    <li>
      <div>
        <p className={styles.name}>
          {name}
          {isSelf ? ' (you)' : ''}
        </p>
        <p className={styles.detail}>
          {person.email !== null && person.email !== name ? `${person.email} · ` : ''}
          {stateOf(person, session.timezone)}
        </p>
      </div>
      <div className={styles.actions}>
        <NativeSelect
          size="xs"
          aria-label={`Role of ${name}`}
          data={[...choices]}
          value={person.role}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ id: person.id, role: event.currentTarget.value })}
        />
        <Button size="xs" variant="default" aria-label={`Remove ${name}`} onClick={() => setRemoving(true)}>
          Remove
        </Button>
      </div>
      {change.error === null ? null : (
        <p className={`${styles.failed} ${styles.whole}`} role="alert">
          {asProblem(change.error).detail}
        </p>
      )}
      {removing ? (
        <Confirm
          label={`Remove ${name}?`}
          action="Remove"
          error={remove.error}
          isPending={remove.isPending}
          onConfirm={(reason) => remove.mutate({ id: person.id, reason })}
          onCancel={() => setRemoving(false)}
        >
          {person.status === 'active'
            ? `${name} is signed out everywhere, and comes back by an invitation only.`
            : `The invitation of ${name} is withdrawn.`}
        </Confirm>
      ) : null}
    </li>
  )
}

/** The people of the tenant, their roles, and invitations. */
export function People({ session }: { session: Session }) {
  const people = useQuery(peopleQuery)
  const roles = useQuery(rolesQuery)
  const [inviting, setInviting] = useState(false)
  // Operators are of the tenant that runs the service alone.
  const names = (roles.data ?? [])
    .map(({ name }) => name)
    .filter((name) => name !== 'operator' || session.home_tenant_id === session.tenant_id)
  const error = people.error ?? roles.error
  return (
    <section className={styles.panel} aria-labelledby="people">
      <div className={styles.head}>
        <div>
          <h2 id="people" className={styles.title}>
            People
          </h2>
          <p className={styles.note}>Who signs in by your provider, and what they may do.</p>
        </div>
        {inviting ? null : (
          <Button size="sm" disabled={names.length === 0} onClick={() => setInviting(true)}>
            Invite
          </Button>
        )}
      </div>
      {inviting ? <InviteForm roles={names} onDone={() => setInviting(false)} /> : null}
      {error !== null ? (
        <Failure error={error} onRetry={() => void people.refetch()} retrying={people.isFetching} />
      ) : null}
      {error === null && people.data === undefined ? <Skeleton height={90} mt="md" /> : null}
      {people.data?.length === 0 ? <p className={styles.note}>No sign-ins or invitations yet.</p> : null}
      {people.data !== undefined && people.data.length > 0 ? (
        <ul className={styles.list} aria-label="People">
          {people.data.map((person) => (
            <PersonRow key={person.id} person={person} roles={names} session={session} />
          ))}
        </ul>
      ) : null}
    </section>
  )
}
