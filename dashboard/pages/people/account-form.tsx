import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { asProblem } from '../../api/problem.ts'
import { makeServiceAccount, serviceAccountsQuery } from '../../api/service-accounts.ts'
import styles from '../../sections/section.module.css'
import { lifetimes } from './new-key.ts'

const dayMs = 86_400_000

/** Makes a service account; its credentials come after it. */
export function AccountForm({ roles, onDone }: { roles: readonly string[]; onDone: () => void }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState({ name: '', description: '', owner: '', role: 'viewer', days: '', clientId: '' })
  const change = (patch: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...patch }))
  const make = useMutation({
    mutationFn: makeServiceAccount,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: serviceAccountsQuery.queryKey })
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { name, description, owner, role, days, clientId } = draft
    make.mutate({
      ...{ name: name.trim(), description: description.trim(), owner: owner.trim(), role },
      client_id: clientId.trim() || null,
      expires_at: days === '' ? null : new Date(Date.now() + Number(days) * dayMs).toISOString(),
    })
  }
  return (
    <form className={styles.form} aria-label="New service account" onSubmit={submit}>
      <div className={styles.fields}>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={100}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          type="email"
          label="Owner"
          description="The e-mail address of the person responsible for it."
          required
          withAsterisk={false}
          value={draft.owner}
          onChange={(event) => change({ owner: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label="Description"
        required
        withAsterisk={false}
        maxLength={500}
        value={draft.description}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
      <div className={styles.fields}>
        <NativeSelect
          label="Role"
          data={roles.filter((role) => role !== 'operator')}
          value={draft.role}
          onChange={(event) => change({ role: event.currentTarget.value })}
        />
        <NativeSelect
          label="Ends after"
          data={lifetimes}
          value={draft.days}
          onChange={(event) => change({ days: event.currentTarget.value })}
        />
        <TextInput
          label="OAuth client"
          description="Of the issuer of its tokens. Empty: API keys alone."
          maxLength={255}
          value={draft.clientId}
          onChange={(event) => change({ clientId: event.currentTarget.value })}
        />
      </div>
      <Group gap="xs">
        <Button type="submit" loading={make.isPending}>
          Make the account
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
      {make.error === null ? null : (
        <p className={styles.failed} role="alert">
          {asProblem(make.error).detail}
        </p>
      )}
    </form>
  )
}
