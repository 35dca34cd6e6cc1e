import { ActionIcon, Button, Checkbox, CopyButton, Skeleton, TextInput } from '@mantine/core'
import { IconLink, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { asProblem } from '../api/problem.ts'
import { deleteView, savedViewsQuery, saveView } from '../api/saved-views.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/session.ts'
import { isVisit } from '../session/visit.ts'
import styles from './saved-views.module.css'

const hrefOf = ({ path, search }: { path: string; search: string }) => (search === '' ? path : `${path}?${search}`)

/** The saved views to open, link to or delete, and the form that saves the one on the page. */
export default function SavedViews({ onDone }: { onDone: () => void }) {
  const { pathname, searchStr } = useLocation()
  const client = useQueryClient()
  const session = useSession()
  const mayWrite = !isVisit(session) && may(session, 'analytics:write')
  const { data, error } = useQuery(savedViewsQuery)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const refresh = () => client.invalidateQueries({ queryKey: savedViewsQuery.queryKey })
  const save = useMutation({ mutationFn: saveView, onSuccess: refresh })
  const remove = useMutation({ mutationFn: deleteView, onSuccess: refresh })
  const failure = error ?? save.error ?? remove.error

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const view = { name: name.trim(), path: pathname, search: searchStr.replace(/^\?/, ''), shared }
    save.mutate(view, { onSuccess: () => setName('') })
  }

  return (
    <>
      {mayWrite ? (
        <form className={styles.form} onSubmit={submit}>
          <TextInput
            size="xs"
            label="Save this page and its filters as"
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Checkbox
            size="xs"
            label="Share it with everyone here"
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          <Button size="xs" type="submit" disabled={name.trim() === ''} loading={save.isPending}>
            Save the view
          </Button>
        </form>
      ) : null}
      {failure ? (
        <p className={styles.failed} role="alert">
          {asProblem(failure).title}: {asProblem(failure).detail}
        </p>
      ) : null}
      {data === undefined && error === null ? <Skeleton height={30} /> : null}
      {data?.length === 0 ? <p className={styles.none}>No saved views yet.</p> : null}
      <ul className={styles.list} aria-label="Saved views">
        {data?.map((view) => (
          <li key={view.id}>
            <Link to={hrefOf(view) as never} className={styles.view} onClick={onDone}>
              {view.name}
              <span className={styles.owner}>{view.mine ? (view.shared ? 'shared' : 'only you') : view.owner}</span>
            </Link>
            <CopyButton value={`${window.location.origin}${hrefOf(view)}`}>
              {({ copied, copy }) => (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={copied ? `The link to ${view.name} is copied` : `Copy the link to ${view.name}`}
                  onClick={copy}
                >
                  <IconLink size={16} stroke={copied ? 2.4 : 1.7} />
                </ActionIcon>
              )}
            </CopyButton>
            {view.mine && mayWrite ? (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Delete ${view.name}`}
                onClick={() => remove.mutate(view.id)}
              >
                <IconTrash size={16} stroke={1.7} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}
