import { Button, Group, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { catalogueQuery } from '../../api/catalogue.ts'
import {
  type Plan,
  type Policy,
  planRetention,
  policiesQuery,
  type Run,
  runRetention,
  runsQuery,
  writePolicies,
} from '../../api/retention.ts'
import { formatValue } from '../../numbers/value.ts'
import { Confirm } from '../../sections/confirm.tsx'
import { Fault } from '../../sections/fault.tsx'
import { ListState } from '../../sections/list-state.tsx'
import form from '../../sections/section.module.css'
import { Section } from '../../sections/section.tsx'
import { useSigning } from '../../sections/signing.tsx'
import { may } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { formatFullMoment } from '../../time/moment.ts'
import styles from './page.module.css'
import { heldText, storeTitles } from './policy-rows.ts'

const stores = Object.entries(storeTitles).map(([value, label]) => ({ value, label }))
const actions = [
  { value: 'delete', label: 'Delete' },
  { value: 'anonymise', label: 'Anonymise' },
]
const count = (value: number) => formatValue(value, 'count', null)
const typeTitle = (type: string) => (type === '*' ? 'All other types' : type.replaceAll('_', ' '))
const isForAll = (store: Policy['store']) => store === 'dead_letters' || store === 'audit'

function PolicyTable({ policies, onRemove }: { policies: readonly Policy[]; onRemove?: (index: number) => void }) {
  if (policies.length === 0) return <p className={form.empty}>No policies: everything is kept.</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label="Table of retention policies">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Store</th>
            <th scope="col">Event type</th>
            <th scope="col">After days</th>
            <th scope="col">Action</th>
            {onRemove === undefined ? null : <th scope="col">Change</th>}
          </tr>
        </thead>
        <tbody>
          {policies.map(({ store, type, days, action }, index) => (
            <tr key={`${store} ${type} ${action}`}>
              <th scope="row">{storeTitles[store]}</th>
              <td>{isForAll(store) ? 'Everything in it' : typeTitle(type)}</td>
              <td>{count(days)}</td>
              <td>{action === 'delete' ? 'Delete' : 'Anonymise'}</td>
              {onRemove === undefined ? null : (
                <td>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Remove the policy of ${storeTitles[store]}, ${typeTitle(type)}`}
                    onClick={() => onRemove(index)}
                  >
                    Remove
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function PolicyForm({ policies, onDone }: { policies: readonly Policy[]; onDone: () => void }) {
  const client = useQueryClient()
  const { data: catalogue } = useQuery(catalogueQuery)
  const signing = useSigning('approved')
  const [draft, setDraft] = useState(policies)
  const [store, setStore] = useState<Policy['store']>('dead_letters')
  const [type, setType] = useState('*')
  const [days, setDays] = useState<number | string>(365)
  const [action, setAction] = useState<Policy['action']>('delete')
  const [reason, setReason] = useState('')
  const write = useMutation({
    mutationFn: writePolicies,
    onSuccess: async (answer) => {
      await Promise.all(
        ['retention-policies', 'subject-requests'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      )
      if (!('request' in answer)) onDone()
    },
  })
  const add = () => {
    const added: Policy = { store, type: isForAll(store) ? '*' : type, days: Number(days), action }
    const isOther = (it: Policy) => it.store !== store || it.type !== added.type || it.action !== action
    setDraft([...draft.filter(isOther), added])
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    write.mutate({ policies: draft, reason, signature: signing.headers })
  }
  const types = (catalogue?.events ?? []).map((it) => it.type)
  return (
    <form className={form.form} aria-label="Retention policies" onSubmit={submit}>
      <PolicyTable policies={draft} onRemove={(index) => setDraft(draft.filter((_, at) => at !== index))} />
      <fieldset className={form.signature}>
        <legend>Add or replace a policy</legend>
        <div className={form.fields}>
          <NativeSelect
            label="Store"
            data={stores}
            value={store}
            onChange={(event) => setStore(event.currentTarget.value as Policy['store'])}
          />
          <NativeSelect
            label="Event type"
            disabled={isForAll(store)}
            data={[
              { value: '*', label: 'All other types' },
              ...types.map((it) => ({ value: it, label: typeTitle(it) })),
            ]}
            value={isForAll(store) ? '*' : type}
            onChange={(event) => setType(event.currentTarget.value)}
          />
          <NumberInput label="After days" min={1} max={36_500} allowDecimal={false} value={days} onChange={setDays} />
          <NativeSelect
            label="Action"
            data={actions}
            value={action}
            onChange={(event) => setAction(event.currentTarget.value as Policy['action'])}
          />
        </div>
        <div>
          <Button size="xs" variant="default" disabled={days === ''} onClick={add}>
            Add to the list
          </Button>
        </div>
      </fieldset>
      <TextInput
        label="Reason, for the audit trail"
        required
        withAsterisk={false}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {signing.fields}
      <Group gap="xs">
        <Button type="submit" loading={write.isPending} disabled={!signing.isReady}>
          Save the policies
        </Button>
        <Button variant="default" onClick={onDone}>
          Close
        </Button>
      </Group>
      {write.data !== undefined && 'request' in write.data ? (
        <p className={form.note} role="status">
          The change waits until another person approves it, under Requests.
        </p>
      ) : null}
      <Fault error={write.error} />
    </form>
  )
}

function PlanTable({ plan }: { plan: Plan }) {
  if (plan.rows.length === 0) return <p className={form.empty}>The policies would remove nothing now.</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label="What the policies would remove now">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Store</th>
            <th scope="col">Event type</th>
            <th scope="col">Month</th>
            <th scope="col">Would go</th>
            <th scope="col">Held back</th>
          </tr>
        </thead>
        <tbody>
          {plan.rows.map(({ store, action, type, month, events, to_verify: toVerify, held_back: held }) => (
            <tr key={`${store} ${action} ${type} ${month}`}>
              <th scope="row">{storeTitles[store]}</th>
              <td>{type}</td>
              <td className={styles.day}>{month}</td>
              <td>
                {count(events)}
                {action === 'anonymise' ? ' anonymised' : ''}
                {toVerify > 0 ? ` (${count(toVerify)} once their files are verified)` : ''}
              </td>
              <td>{heldText(held)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const runStates: Readonly<Record<Run['status'], { title: string; tone: 'good' | 'bad' | 'warn' }>> = {
  pending: { title: 'Waiting', tone: 'warn' },
  running: { title: 'Running', tone: 'warn' },
  done: { title: 'Done', tone: 'good' },
  failed: { title: 'Failed', tone: 'bad' },
}

function RunRow({ run, zone }: { run: Run; zone: string }) {
  const removed = run.removed.reduce((sum, { events }) => sum + events, 0)
  const held = (run.held_back ?? []).flatMap((it) => it.held_back).reduce((sum, { events }) => sum + events, 0)
  return (
    <li>
      <div>
        <p className={form.name}>
          <span className={form.state} data-tone={runStates[run.status].tone}>
            {runStates[run.status].title}
          </span>
          {count(removed)} removed, {count(held)} held back
        </p>
        <p className={form.detail}>
          by {run.requested_by}, {formatFullMoment(run.requested_at, zone)}
          {run.error === null ? '' : ` · ${run.error}`}
        </p>
      </div>
    </li>
  )
}

/** How long each store keeps what, what the policies would remove now, and what their runs removed. */
export function Retention() {
  const client = useQueryClient()
  const session = useSession()
  const isAdmin = may(session, 'admin')
  const [editing, setEditing] = useState(false)
  const [running, setRunning] = useState(false)
  const policies = useQuery(policiesQuery)
  const runs = useQuery(runsQuery)
  const plan = useMutation({ mutationFn: planRetention })
  const run = useMutation({
    mutationFn: runRetention,
    onSuccess: async () => {
      setRunning(false)
      await client.invalidateQueries({ queryKey: runsQuery.queryKey })
    },
  })
  return (
    <>
      <Section
        id="retention"
        title="Retention policies"
        note="After how many days each store deletes or anonymises what it holds. What no policy names is kept. Only what is archived, verified and under no legal hold is removed."
        action={
          isAdmin && !editing && policies.data !== undefined ? (
            <Button size="sm" onClick={() => setEditing(true)}>
              Edit
            </Button>
          ) : null
        }
      >
        <ListState query={policies} isEmpty={false} empty="" />
        {policies.data === undefined ? null : editing ? (
          <PolicyForm policies={policies.data} onDone={() => setEditing(false)} />
        ) : (
          <PolicyTable policies={policies.data} />
        )}
      </Section>
      <Section
        id="runs"
        title="Runs"
        note="The service runs the policies every day at three in the morning by the clock of the workspace. A dry run shows what would be removed, by type and month."
        action={
          isAdmin ? (
            <Group gap="xs">
              <Button size="sm" variant="default" loading={plan.isPending} onClick={() => plan.mutate()}>
                Dry run
              </Button>
              <Button size="sm" variant="default" onClick={() => setRunning(true)}>
                Run now
              </Button>
            </Group>
          ) : null
        }
      >
        {running ? (
          <Confirm
            label="Run the policies now?"
            action="Run the policies"
            error={run.error}
            isPending={run.isPending}
            onConfirm={(reason) => run.mutate(reason)}
            onCancel={() => setRunning(false)}
          >
            What the policies name is deleted or anonymised now. It cannot be undone: look at a dry run first.
          </Confirm>
        ) : null}
        <Fault error={plan.error} />
        {plan.data === undefined ? null : <PlanTable plan={plan.data} />}
        <ListState query={runs} isEmpty={runs.data?.length === 0} empty="No runs yet." />
        {runs.data !== undefined && runs.data.length > 0 ? (
          <ul className={form.list} aria-label="Runs">
            {runs.data.map((it) => (
              <RunRow key={it.id} run={it} zone={session.timezone} />
            ))}
          </ul>
        ) : null}
      </Section>
    </>
  )
}
