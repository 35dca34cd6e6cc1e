import { Button, Drawer, Skeleton, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type DeadLetterGroup, filterOf, lettersQuery, type Replayed, replayLetters } from '../../api/dead-letters.ts'
import { asProblem } from '../../api/problem.ts'
import { useSigning } from '../../sections/signing.tsx'
import { formatMoment } from '../../time/moment.ts'
import styles from './letters.module.css'
import { readPatch, textOf } from './patch.ts'

function Outcome({ replayed }: { replayed: Replayed }) {
  const { dry_run: dryRun, valid, accepted, duplicates, rejected, results } = replayed
  const faults = results.filter(({ status }) => status === 'rejected').slice(0, 3)
  return (
    <div className={styles.outcome} role="status">
      <p>
        {dryRun
          ? `Tried without keeping anything: ${valid} would be taken, ${duplicates} are known, ${rejected} would die again.`
          : `${accepted} taken, ${duplicates} known before, ${rejected} dead still.`}
      </p>
      {faults.map(({ id, reason, errors }) => (
        <p key={id} className={styles.fault}>
          {reason}: {errors.map(({ path, message }) => `${path} ${message}`).join('; ')}
        </p>
      ))}
    </div>
  )
}

interface LetterDrawerProps {
  group: DeadLetterGroup
  timezone: string
  onClose: () => void
}

/** The letters of a group as received, and the form to replay them, corrected by a patch. */
export function LetterDrawer({ group, timezone, onClose }: LetterDrawerProps) {
  const filter = filterOf(group)
  const client = useQueryClient()
  const { data, error } = useQuery(lettersQuery(filter))
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const signing = useSigning('responsible')
  const patch = readPatch(typed)
  /** A replay that changes what was sent needs a reason, and a signature where the tenant asks for one. */
  const isMended = 'operations' in patch && patch.operations.length > 0
  const replay = useMutation({
    mutationFn: replayLetters,
    onSuccess: ({ dry_run: dryRun }) =>
      dryRun
        ? undefined
        : Promise.all(['dead-letters', 'panel', 'query'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  })
  const run = (dryRun: boolean) => {
    if ('operations' in patch) {
      const signature = isMended && !dryRun ? signing.headers : {}
      replay.mutate({ ...filter, mapping: patch.operations, dry_run: dryRun, reason, signature })
    }
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      title={`${group.letters.toLocaleString('en')} letters: ${group.cause.replaceAll('_', ' ')}`}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close the letters' }}
    >
      <Textarea
        label="Fix each with a JSON Patch (RFC 6902)"
        description='For example [{"op": "replace", "path": "/action", "value": "captured"}]; empty: as they are.'
        autosize
        minRows={3}
        value={typed}
        error={'fault' in patch ? patch.fault : null}
        onChange={(event) => setTyped(event.currentTarget.value)}
        classNames={{ input: styles.patch ?? '' }}
      />
      {isMended ? (
        <>
          <TextInput
            label="Reason, for the audit trail"
            description="Required to replay corrected letters."
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {signing.fields}
        </>
      ) : null}
      <div className={styles.actions}>
        <Button variant="default" onClick={() => run(true)} loading={replay.isPending} disabled={'fault' in patch}>
          Try without keeping
        </Button>
        <Button
          onClick={() => run(false)}
          loading={replay.isPending}
          disabled={'fault' in patch || (isMended && (reason.trim() === '' || !signing.isReady))}
        >
          Replay all {group.letters.toLocaleString('en')}
        </Button>
      </div>
      {replay.data ? <Outcome replayed={replay.data} /> : null}
      {replay.error || error ? (
        <p className={styles.fault} role="alert">
          {asProblem(replay.error ?? error).detail}
        </p>
      ) : null}
      <h4 className={styles.heading}>Oldest first, as received</h4>
      {data === undefined && error === null ? <Skeleton height={120} /> : null}
      {data?.map((letter) => (
        <details key={letter.id} className={styles.letter}>
          <summary>
            {formatMoment(letter.died_at, timezone)} · {letter.topic} {letter.partition}:{letter.offset} ·{' '}
            {letter.tries} tries
          </summary>
          {letter.errors.map(({ path, message }) => (
            <p key={path + message} className={styles.fault}>
              {path} {message}
            </p>
          ))}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too */}
          <pre className={styles.bytes} tabIndex={0}>
            {textOf(letter.bytes)}
          </pre>
        </details>
      ))}
    </Drawer>
  )
}
