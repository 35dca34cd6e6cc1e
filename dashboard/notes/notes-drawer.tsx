import { ActionIcon, Button, Drawer, Skeleton, Textarea, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { annotate, annotationsKey, annotationsQuery, deleteAnnotation } from '../api/annotations.ts'
import { asProblem } from '../api/problem.ts'
import type { View } from '../filters/view.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/session.ts'
import { isVisit } from '../session/visit.ts'
import { formatMoment } from '../time/moment.ts'
import { instantOf, isLocalTime, localTimeAt } from '../time/zone.ts'
import styles from './notes-drawer.module.css'

/** What happened in the range, and the way to note more of it. */
export default function NotesDrawer({ view, onClose }: { view: View; onClose: () => void }) {
  const { range, timezone } = view
  const client = useQueryClient()
  const session = useSession()
  const mayWrite = !isVisit(session) && may(session, 'analytics:write')
  const { data, error } = useQuery(annotationsQuery(range.from, range.to, timezone))
  const [at, setAt] = useState(localTimeAt(Math.min(Date.now(), range.endMs - 60_000), timezone))
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const refresh = () => client.invalidateQueries({ queryKey: annotationsKey })
  const add = useMutation({ mutationFn: annotate, onSuccess: refresh })
  const remove = useMutation({ mutationFn: deleteAnnotation, onSuccess: refresh })
  const failure = error ?? add.error ?? remove.error
  const complete = title.trim() !== '' && isLocalTime(at)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!complete) return
    const note = { at: new Date(instantOf(at, timezone)).toISOString(), title: title.trim(), text }
    add.mutate(note, {
      onSuccess: () => {
        setTitle('')
        setText('')
      },
    })
  }

  return (
    <Drawer
      opened
      onClose={onClose}
      title="Annotations"
      position="right"
      size="md"
      closeButtonProps={{ 'aria-label': 'Close the annotations' }}
    >
      {mayWrite ? (
        <form className={styles.form} onSubmit={submit}>
          <TextInput
            label="Title"
            value={title}
            maxLength={200}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <TextInput
            label={`When (${timezone})`}
            type="datetime-local"
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!complete} loading={add.isPending}>
            Add annotation
          </Button>
        </form>
      ) : null}
      {failure ? (
        <p className={styles.failed} role="alert">
          {asProblem(failure).title}: {asProblem(failure).detail}
        </p>
      ) : null}
      {data === undefined && error === null ? <Skeleton height={80} /> : null}
      {data?.length === 0 ? <p className={styles.none}>No annotations in this range.</p> : null}
      <ol className={styles.list} aria-label="Annotations in this range">
        {data?.toReversed().map((note) => (
          <li key={note.id} data-kind={note.kind}>
            <div>
              <p className={styles.title}>
                {note.link === null ? note.title : <Link to={note.link as never}>{note.title}</Link>}
              </p>
              {note.text ? <p>{note.text}</p> : null}
              <p className={styles.meta}>
                {formatMoment(note.at, timezone)} · {note.by_itself ? `${note.kind}, from events` : note.author}
              </p>
            </div>
            {note.by_itself || !mayWrite ? null : (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Delete the annotation ${note.title}`}
                onClick={() => remove.mutate(note.id)}
              >
                <IconTrash size={16} stroke={1.7} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ol>
    </Drawer>
  )
}
