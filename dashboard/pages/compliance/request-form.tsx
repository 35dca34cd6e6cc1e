import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type AskedSubject, requestErasure, requestExport } from '../../api/compliance.ts'
import { Fault } from '../../sections/fault.tsx'
import form from '../../sections/section.module.css'
import { useFirstField } from '../../sections/use-first-field.ts'

const whose = [
  { value: 'user_id', label: 'Person (user_id)' },
  { value: 'device_id', label: 'Wearer of a device (device_id)' },
]
const modes = [
  { value: 'erase', label: 'Erase: protected values are removed' },
  { value: 'anonymise', label: 'Anonymise: protected values stay without a key' },
]

interface RequestFormProps {
  kind: 'export' | 'erasure'
  /** The id of the person or device, where it is known. */
  subject?: AskedSubject
  onDone: () => void
}

/** Asks for the data of a person, or for their erasure, which the id is repeated for. */
export function RequestForm({ kind, subject, onDone }: RequestFormProps) {
  const first = useFirstField()
  const client = useQueryClient()
  const known = subject === undefined ? undefined : Object.entries(subject)[0]
  const [field, setField] = useState(known?.[0] ?? 'user_id')
  const [id, setId] = useState(known?.[1] ?? '')
  const [mode, setMode] = useState<'erase' | 'anonymise'>('erase')
  const [reason, setReason] = useState('')
  const [repeated, setRepeated] = useState('')
  const isErasure = kind === 'erasure'
  const ask = useMutation({
    mutationFn: () => {
      const asked = (field === 'user_id' ? { user_id: id.trim() } : { device_id: id.trim() }) satisfies AskedSubject
      return isErasure ? requestErasure({ subject: asked, mode, reason: reason.trim() }) : requestExport(asked)
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['subject-requests'] })
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  const differs = isErasure && repeated !== '' && repeated.trim() !== id.trim()
  return (
    <form ref={first} className={form.form} aria-label={isErasure ? 'New erasure' : 'New export'} onSubmit={submit}>
      <div className={form.fields}>
        <NativeSelect
          label="Whose data"
          data={whose}
          value={field}
          onChange={(event) => setField(event.currentTarget.value)}
        />
        <TextInput
          label="Id"
          required
          withAsterisk={false}
          maxLength={128}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
        />
      </div>
      {isErasure ? (
        <>
          <NativeSelect
            label="Mode"
            data={modes}
            value={mode}
            onChange={(event) => setMode(event.currentTarget.value as typeof mode)}
          />
          <TextInput
            label="Reason, for the audit trail"
            required
            withAsterisk={false}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <TextInput
            label="Repeat the id to confirm"
            description="An erasure cannot be undone, and later events of this person are refused."
            required
            withAsterisk={false}
            autoComplete="off"
            value={repeated}
            error={differs ? 'This is not the id above.' : null}
            onChange={(event) => setRepeated(event.currentTarget.value)}
          />
        </>
      ) : (
        <p className={form.note}>
          A ZIP with all that is held about them, in the clear and signed. It can be downloaded for 7 days.
        </p>
      )}
      <Group gap="xs">
        <Button type="submit" loading={ask.isPending} disabled={isErasure && repeated.trim() !== id.trim()}>
          {isErasure ? 'Request the erasure' : 'Request the export'}
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
      <Fault error={ask.error} />
    </form>
  )
}
