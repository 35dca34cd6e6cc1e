import { Button, Group, NativeSelect, Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type ApiKey, apiKeysQuery, revokeApiKey, rotateApiKey } from '../../api/api-keys.ts'
import { asProblem } from '../../api/problem.ts'
import type { Session } from '../../api/session.ts'
import { Failure } from '../../feedback/failure.tsx'
import { Confirm } from '../../sections/confirm.tsx'
import styles from '../../sections/section.module.css'
import { formatDay, formatLast } from '../../time/day.ts'
import { KeyForm } from './key-form.tsx'

const graces = [
  { value: '0', label: 'not at all: it may be known to others' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '1 day' },
  { value: '604800', label: '7 days' },
]

/** What narrows a key, in words. */
function restrictionsOf({ allowed_origins: origins, allowed_types: types, allowed_ips: ips }: ApiKey): string[] {
  return [
    ...(origins === null ? [] : [`pages of ${origins.join(', ')}`]),
    ...(types === null ? [] : [`types ${types.join(', ')}`]),
    ...(ips === null ? [] : [`addresses ${ips.join(', ')}`]),
  ]
}

interface RotateFormProps {
  apiKey: ApiKey
  onRotated: (secret: string) => void
  onCancel: () => void
}

function RotateForm({ apiKey, onRotated, onCancel }: RotateFormProps) {
  const client = useQueryClient()
  const [grace, setGrace] = useState('86400')
  const rotate = useMutation({
    mutationFn: rotateApiKey,
    onSuccess: async ({ key }) => {
      await client.invalidateQueries({ queryKey: apiKeysQuery.queryKey })
      onRotated(key)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rotate.mutate({ id: apiKey.id, graceSeconds: Number(grace) })
  }
  return (
    <form className={`${styles.form} ${styles.whole}`} aria-label={`Rotate ${apiKey.name}`} onSubmit={submit}>
      <NativeSelect
        label="The old secret remains valid for"
        data={graces}
        value={grace}
        onChange={(event) => setGrace(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button type="submit" loading={rotate.isPending}>
          Rotate
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
      {rotate.error === null ? null : (
        <p className={styles.failed} role="alert">
          {asProblem(rotate.error).detail}
        </p>
      )}
    </form>
  )
}

interface KeyRowProps {
  apiKey: ApiKey
  zone: string
  onRotated: (secret: string) => void
}

function KeyRow({ apiKey, zone, onRotated }: KeyRowProps) {
  const client = useQueryClient()
  const [doing, setDoing] = useState<'rotate' | 'revoke' | null>(null)
  const revoke = useMutation({
    mutationFn: revokeApiKey,
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  })
  const { id, name, prefix, scopes, expires_at: ends, last_used_at: used, previous_until: previous } = apiKey
  const isOver = ends !== null && Date.parse(ends) <= Date.now()
  const facts = [
    `${prefix}…`,
    scopes.join(' '),
    ...restrictionsOf(apiKey),
    `last used ${formatLast(used, zone)}`,
    ...(ends === null ? [] : [`${isOver ? 'expired' : 'ends'} ${formatDay(ends, zone)}`]),
    ...(previous === null ? [] : [`the old secret holds until ${formatDay(previous, zone)}`]),
  ]
  return (
    <li>
      <div>
        <p className={styles.name}>{name}</p>
        <p className={styles.detail}>{facts.join(' · ')}</p>
      </div>
      <div className={styles.actions}>
        {isOver ? null : (
          <Button size="xs" variant="default" aria-label={`Rotate ${name}`} onClick={() => setDoing('rotate')}>
            Rotate
          </Button>
        )}
        <Button size="xs" variant="default" aria-label={`Revoke ${name}`} onClick={() => setDoing('revoke')}>
          Revoke
        </Button>
      </div>
      {doing === 'rotate' ? (
        <RotateForm
          apiKey={apiKey}
          onRotated={(secret) => {
            setDoing(null)
            onRotated(secret)
          }}
          onCancel={() => setDoing(null)}
        />
      ) : null}
      {doing === 'revoke' ? (
        <Confirm
          label={`Revoke ${name}?`}
          action="Revoke"
          error={revoke.error}
          isPending={revoke.isPending}
          onConfirm={(reason) => revoke.mutate({ id, reason })}
          onCancel={() => setDoing(null)}
        >
          What uses {name} is refused at once, and its sessions end. It cannot be brought back.
        </Confirm>
      ) : null}
    </li>
  )
}

/** The API keys of the tenant's programs. */
export function ApiKeys({ session }: { session: Session }) {
  const { data, error, isFetching, refetch } = useQuery(apiKeysQuery)
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const live = data?.filter(({ revoked_at }) => revoked_at === null)
  const show = (made: string) => {
    setMaking(false)
    setSecret(made)
  }
  return (
    <section className={styles.panel} aria-labelledby="api-keys">
      <div className={styles.head}>
        <div>
          <h2 id="api-keys" className={styles.title}>
            API keys
          </h2>
          <p className={styles.note}>For producers and programs, each with the scopes that it needs and no more.</p>
        </div>
        {making ? null : (
          <Button
            size="sm"
            onClick={() => {
              setSecret(null)
              setMaking(true)
            }}
          >
            New key
          </Button>
        )}
      </div>
      {making ? <KeyForm onMade={show} onCancel={() => setMaking(false)} /> : null}
      {secret === null ? null : (
        <p className={styles.secret} role="status">
          The secret is <code>{secret}</code>. Keep it now: it is shown this once.
        </p>
      )}
      {error !== null ? <Failure error={error} onRetry={() => void refetch()} retrying={isFetching} /> : null}
      {error === null && live === undefined ? <Skeleton height={90} mt="md" /> : null}
      {live === undefined ? null : (
        <ul className={styles.list} aria-label="API keys">
          {live.map((apiKey) => (
            <KeyRow key={apiKey.id} apiKey={apiKey} zone={session.timezone} onRotated={show} />
          ))}
        </ul>
      )}
    </section>
  )
}
