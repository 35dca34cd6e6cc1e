import { Button, Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { apiKeysQuery } from '../../api/api-keys.ts'
import { rolesQuery } from '../../api/people.ts'
import { asProblem } from '../../api/problem.ts'
import {
  makeServiceAccountKey,
  revokeServiceAccount,
  type ServiceAccount,
  serviceAccountsQuery,
} from '../../api/service-accounts.ts'
import type { Session } from '../../api/session.ts'
import { Failure } from '../../feedback/failure.tsx'
import { Confirm } from '../../sections/confirm.tsx'
import styles from '../../sections/section.module.css'
import { formatDay, formatLast } from '../../time/day.ts'
import { AccountForm } from './account-form.tsx'

function factsOf(account: ServiceAccount, zone: string): string[] {
  const { description, owner, owner_is_active: isActive, client_id: client, expires_at: ends, status } = account
  return [
    description,
    `owner ${owner}${isActive ? '' : ' (signs in no more)'}`,
    `${account.api_keys} API ${account.api_keys === 1 ? 'key' : 'keys'}`,
    ...(client === null ? [] : [`client ${client}`]),
    `last used ${formatLast(account.last_used_at, zone)}`,
    ...(ends === null ? [] : [`${status === 'expired' ? 'expired' : 'ends'} ${formatDay(ends, zone)}`]),
  ]
}

interface AccountRowProps {
  account: ServiceAccount
  zone: string
  onMade: (secret: string) => void
}

function AccountRow({ account, zone, onMade }: AccountRowProps) {
  const client = useQueryClient()
  const [revoking, setRevoking] = useState(false)
  const refresh = () =>
    Promise.all([serviceAccountsQuery, apiKeysQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })))
  const revoke = useMutation({ mutationFn: revokeServiceAccount, onSuccess: refresh })
  const make = useMutation({
    mutationFn: makeServiceAccountKey,
    onSuccess: async ({ key }) => {
      await refresh()
      onMade(key)
    },
  })
  const { id, name, role, status } = account
  return (
    <li>
      <div>
        <p className={styles.name}>
          {name} · {role}
        </p>
        <p className={styles.detail}>{factsOf(account, zone).join(' · ')}</p>
      </div>
      <div className={styles.actions}>
        {status === 'expired' ? null : (
          <Button
            size="xs"
            variant="default"
            aria-label={`Make a key of ${name}`}
            loading={make.isPending}
            onClick={() => make.mutate({ id, name })}
          >
            New key
          </Button>
        )}
        <Button size="xs" variant="default" aria-label={`Revoke ${name}`} onClick={() => setRevoking(true)}>
          Revoke
        </Button>
      </div>
      {make.error === null ? null : (
        <p className={`${styles.failed} ${styles.whole}`} role="alert">
          {asProblem(make.error).detail}
        </p>
      )}
      {revoking ? (
        <Confirm
          label={`Revoke ${name}?`}
          action="Revoke"
          error={revoke.error}
          isPending={revoke.isPending}
          onConfirm={(reason) => revoke.mutate({ id, reason })}
          onCancel={() => setRevoking(false)}
        >
          All credentials of {name} are refused at once. It cannot be brought back.
        </Confirm>
      ) : null}
    </li>
  )
}

/** Programs that have a role of their own, with who answers for them. */
export function ServiceAccounts({ session }: { session: Session }) {
  const { data, error, isFetching, refetch } = useQuery(serviceAccountsQuery)
  const { data: roles = [] } = useQuery(rolesQuery)
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <section className={styles.panel} aria-labelledby="service-accounts">
      <div className={styles.head}>
        <div>
          <h2 id="service-accounts" className={styles.title}>
            Service accounts
          </h2>
          <p className={styles.note}>Programs with a role, an owner and an end; their keys and tokens end with them.</p>
        </div>
        {making ? null : (
          <Button
            size="sm"
            onClick={() => {
              setSecret(null)
              setMaking(true)
            }}
          >
            New account
          </Button>
        )}
      </div>
      {making ? <AccountForm roles={roles.map(({ name }) => name)} onDone={() => setMaking(false)} /> : null}
      {secret === null ? null : (
        <p className={styles.secret} role="status">
          The secret is <code>{secret}</code>. Keep it now: it is shown this once.
        </p>
      )}
      {error !== null ? <Failure error={error} onRetry={() => void refetch()} retrying={isFetching} /> : null}
      {error === null && data === undefined ? <Skeleton height={60} mt="md" /> : null}
      {data === undefined ? null : (
        <ul className={styles.list} aria-label="Service accounts">
          {data.map((account) => (
            <AccountRow key={account.id} account={account} zone={session.timezone} onMade={setSecret} />
          ))}
        </ul>
      )}
    </section>
  )
}
