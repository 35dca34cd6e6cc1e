import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Access, type AccessReview as Answer, accessReviewQuery, reviewAccess } from '../../api/compliance.ts'
import { noValue } from '../../numbers/value.ts'
import { Fault } from '../../sections/fault.tsx'
import { ListState } from '../../sections/list-state.tsx'
import form from '../../sections/section.module.css'
import { Section } from '../../sections/section.tsx'
import { useSigning } from '../../sections/signing.tsx'
import { useSession } from '../../session/session.ts'
import { formatDay, formatLast } from '../../time/day.ts'
import { formatFullMoment } from '../../time/moment.ts'
import styles from './page.module.css'

function lastReview({ last_review: last, digest }: Answer, zone: string): string {
  if (last === null) return 'Access has not been reviewed yet.'
  const changed = last.digest === digest ? 'Nothing has changed since.' : 'Access has changed since.'
  const note = last.note === null ? '' : ` “${last.note}”`
  return `Last review: ${last.reviewed_by}, ${formatFullMoment(last.reviewed_at, zone)}.${note} ${changed}`
}

const kinds: Readonly<Record<Access['kind'], string>> = {
  person: 'person',
  service_account: 'service account',
  api_key: 'API key',
}

const unusedMs = 90 * 86_400_000

/** What a reviewer should check. */
function remarkOf({ status, last_used_at: used, since }: Access, now: number): string {
  if (status !== 'active') return status === 'invited' ? 'invited' : 'expired'
  if (used === null) return now - Date.parse(since) > unusedMs ? 'never used' : ''
  return now - Date.parse(used) > unusedMs ? 'unused for 90 days' : ''
}

function AccessTable({ access, zone }: { access: readonly Access[]; zone: string }) {
  const [now] = useState(Date.now)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label="Table of access">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">Role</th>
            <th scope="col">Scopes</th>
            <th scope="col">Last used</th>
            <th scope="col">Ends</th>
            <th scope="col">Given by</th>
            <th scope="col">Remark</th>
          </tr>
        </thead>
        <tbody>
          {access.map((it) => (
            <tr key={it.id}>
              <th scope="row">
                {it.name}
                <span className={styles.kind}>{kinds[it.kind]}</span>
              </th>
              <td>{it.role ?? noValue}</td>
              <td>{it.scopes.join(', ') || 'none'}</td>
              <td className={styles.day}>{formatLast(it.last_used_at, zone)}</td>
              <td className={styles.day}>{it.ends_at === null ? 'never' : formatDay(it.ends_at, zone)}</td>
              <td>{it.given_by ?? noValue}</td>
              <td className={styles.day}>{remarkOf(it, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ReviewForm({ digest }: { digest: string }) {
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const signing = useSigning('reviewed')
  const review = useMutation({
    mutationFn: reviewAccess,
    onSuccess: async () => {
      setNote('')
      await client.invalidateQueries({ queryKey: accessReviewQuery.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    review.mutate({ digest, note: note.trim(), signature: signing.headers })
  }
  return (
    <form className={form.form} aria-label="Record the review" onSubmit={submit}>
      <Textarea
        label="Note, for the audit trail"
        description="What was reviewed, and what is to be changed."
        required
        withAsterisk={false}
        maxLength={500}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {signing.fields}
      <div>
        <Button type="submit" disabled={!signing.isReady} loading={review.isPending}>
          Record the review
        </Button>
      </div>
      <Fault error={review.error} />
    </form>
  )
}

/** Who may do what, when they last did, and the record of reviews. */
export function AccessReview() {
  const { timezone } = useSession()
  const query = useQuery(accessReviewQuery)
  const { data } = query
  return (
    <Section
      id="access"
      title="Access review"
      note="People and service accounts by their roles, and the API keys, with their scopes and when each was last used."
    >
      <ListState query={query} isEmpty={data?.access.length === 0} empty="No people and no keys." />
      {data === undefined ? null : (
        <>
          <p className={form.empty} role="status">
            {lastReview(data, timezone)}
          </p>
          <AccessTable access={data.access} zone={timezone} />
          <ReviewForm digest={data.digest} />
        </>
      )}
    </Section>
  )
}
