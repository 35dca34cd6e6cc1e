import { Button, Checkbox, Group, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { apiKeysQuery, makeApiKey } from '../../api/api-keys.ts'
import { asProblem } from '../../api/problem.ts'
import styles from '../../sections/section.module.css'
import { type KeyDraft, lifetimes, newKeyOf, scopeTitles } from './new-key.ts'

const empty: KeyDraft = { name: '', scopes: ['analytics:ingest'], days: '', origins: '', types: '', ips: '' }

/** Makes an API key. @param onMade is handed the secret, which is shown this once */
export function KeyForm({ onMade, onCancel }: { onMade: (secret: string) => void; onCancel: () => void }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(empty)
  const change = (patch: Partial<KeyDraft>) => setDraft((old) => ({ ...old, ...patch }))
  const make = useMutation({
    mutationFn: makeApiKey,
    onSuccess: async ({ key }) => {
      await client.invalidateQueries({ queryKey: apiKeysQuery.queryKey })
      onMade(key)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate(newKeyOf(draft, Date.now()))
  }
  const problem = make.error === null ? null : asProblem(make.error)
  return (
    <form className={styles.form} aria-label="New API key" onSubmit={submit}>
      <div className={styles.fields}>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={100}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label="Ends after"
          data={lifetimes}
          value={draft.days}
          onChange={(event) => change({ days: event.currentTarget.value })}
        />
      </div>
      <Checkbox.Group label="Scopes" value={[...draft.scopes]} onChange={(scopes) => change({ scopes })}>
        <div className={styles.scopes}>
          {Object.entries(scopeTitles).map(([scope, title]) => (
            <Checkbox key={scope} value={scope} label={title} description={scope} />
          ))}
        </div>
      </Checkbox.Group>
      <Textarea
        label="Pages that carry it"
        description="Origins, one on each line. Such a key may only send events. Empty: for programs."
        placeholder="https://shop.example"
        autosize
        minRows={1}
        value={draft.origins}
        onChange={(event) => change({ origins: event.currentTarget.value })}
      />
      <div className={styles.fields}>
        <TextInput
          label="Event types"
          description="That it may send. Empty: all."
          placeholder="payment, order"
          value={draft.types}
          onChange={(event) => change({ types: event.currentTarget.value })}
        />
        <TextInput
          label="Addresses"
          description="Or networks, to use it from. Empty: all."
          placeholder="10.0.0.0/8"
          value={draft.ips}
          onChange={(event) => change({ ips: event.currentTarget.value })}
        />
      </div>
      <Group gap="xs">
        <Button type="submit" disabled={draft.scopes.length === 0} loading={make.isPending}>
          Make the key
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
      {problem === null ? null : (
        <p className={styles.failed} role="alert">
          {problem.detail} {problem.errors.map(({ path, message }) => `${path} ${message}`).join('; ')}
        </p>
      )}
    </form>
  )
}
