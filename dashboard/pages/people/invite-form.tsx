import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { invitePerson, peopleQuery } from '../../api/people.ts'
import { asProblem } from '../../api/problem.ts'
import styles from '../../sections/section.module.css'

const spans = [
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
]

/** Invites a person, who then signs in through the provider with the same address. No message is sent. */
export function InviteForm({ roles, onDone }: { roles: readonly string[]; onDone: () => void }) {
  const client = useQueryClient()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState('viewer')
  const [hours, setHours] = useState('168')
  const invite = useMutation({
    mutationFn: invitePerson,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: peopleQuery.queryKey })
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate({ email: email.trim(), role, expires_in_hours: Number(hours) })
  }
  return (
    <form className={styles.form} aria-label="Invite" onSubmit={submit}>
      <div className={styles.fields}>
        <TextInput
          type="email"
          label="E-mail address"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NativeSelect
          label="Role"
          data={[...roles]}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value)}
        />
        <NativeSelect
          label="Valid for"
          data={spans}
          value={hours}
          onChange={(event) => setHours(event.currentTarget.value)}
        />
      </div>
      <p className={styles.note}>
        No message is sent: tell them to sign in by the provider with this address, which it must have verified.
      </p>
      <Group gap="xs">
        <Button type="submit" loading={invite.isPending}>
          Add the invitation
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
      {invite.error === null ? null : (
        <p className={styles.failed} role="alert">
          {asProblem(invite.error).detail}
        </p>
      )}
    </form>
  )
}
