import { Button, Group, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { decideRequest, requestQuery } from '../../api/compliance.ts'
import { Fault } from '../../sections/fault.tsx'
import form from '../../sections/section.module.css'
import { useSigning } from '../../sections/signing.tsx'
import { useFirstField } from '../../sections/use-first-field.ts'

interface DecisionFormProps {
  id: string
  title: string
  onDone: () => void
}

/** Approves or rejects what another person requested. */
export function DecisionForm({ id, title, onDone }: DecisionFormProps) {
  const first = useFirstField()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const signing = useSigning('approved')
  const { data, error } = useQuery(requestQuery(id))
  const decide = useMutation({
    mutationFn: decideRequest,
    onSuccess: async () => {
      onDone()
      await Promise.all(['subject-requests', 'holds'].map((key) => client.invalidateQueries({ queryKey: [key] })))
    },
  })
  const whose = data?.subject === undefined ? undefined : Object.entries(data.subject)[0]
  return (
    <form
      ref={first}
      className={`${form.form} ${form.whole}`}
      aria-label={`Decide: ${title}`}
      onSubmit={(event) => event.preventDefault()}
    >
      {whose === undefined ? null : (
        <p>
          About {whose[0]} <strong>{whose[1]}</strong>
        </p>
      )}
      <p className={form.note}>Another person than the one who requested it has to decide.</p>
      <TextInput
        label="Reason, for the audit trail"
        description="A rejection needs one."
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {signing.fields}
      <Group gap="xs">
        <Button
          loading={decide.isPending}
          disabled={!signing.isReady}
          onClick={() => decide.mutate({ id, approves: true, reason, signature: signing.headers })}
        >
          Approve
        </Button>
        <Button
          variant="default"
          disabled={reason.trim() === '' || !signing.isReady}
          loading={decide.isPending}
          onClick={() => decide.mutate({ id, approves: false, reason, signature: signing.headers })}
        >
          Reject
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
      <Fault error={decide.error ?? error} />
    </form>
  )
}
