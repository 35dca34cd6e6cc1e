import { Button, Group, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { asProblem } from '../api/problem.ts'
import styles from './section.module.css'
import type { Signing } from './signing.tsx'
import { useFirstField } from './use-first-field.ts'

interface ConfirmProps {
  /** What is asked, and what comes of it. */
  children: ReactNode
  /** The name of the form, which says what it is about. */
  label: string
  action: string
  error: Error | null
  isPending: boolean
  /** Whether it is refused without a reason. */
  needsReason?: boolean
  /** Where it is signed. */
  signing?: Signing
  onConfirm: (reason: string) => void
  onCancel: () => void
}

/** Confirms a removal and its reason, which is recorded in the audit trail. */
export function Confirm({
  children,
  label,
  action,
  error,
  isPending,
  needsReason = false,
  signing,
  onConfirm,
  onCancel,
}: ConfirmProps) {
  const first = useFirstField()
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onConfirm(reason)
  }
  return (
    <form ref={first} className={`${styles.form} ${styles.whole}`} aria-label={label} onSubmit={submit}>
      <p>{children}</p>
      <TextInput
        label="Reason, for the audit trail"
        required={needsReason}
        withAsterisk={false}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {signing?.fields}
      <Group gap="xs">
        <Button type="submit" disabled={signing?.isReady === false} loading={isPending}>
          {action}
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
      {error === null ? null : (
        <p className={styles.failed} role="alert">
          {asProblem(error).detail}
        </p>
      )}
    </form>
  )
}
