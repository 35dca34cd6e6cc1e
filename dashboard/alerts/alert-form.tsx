import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type AlertWindow, addAlert, alertsQuery, type ConditionKind } from '../api/alerts.ts'
import type { Measure } from '../api/catalogue.ts'
import { askedFilters } from '../api/filters.ts'
import { asProblem } from '../api/problem.ts'
import type { View } from '../filters/view.ts'
import styles from './alerts.module.css'
import { conditionTitles, conditionValue, isRelative } from './condition.ts'

const windowOptions = [
  { value: 'hour', label: 'over the last hour' },
  { value: 'day', label: 'over the last day' },
  { value: 'week', label: 'over the last week' },
]

/** A new alert on a measure, under the filters of the page. */
export function AlertForm({ measure, view }: { measure: Pick<Measure, 'id' | 'title' | 'unit'>; view: View }) {
  const client = useQueryClient()
  const [kind, setKind] = useState<ConditionKind>('below')
  const [typed, setTyped] = useState('')
  const [window, setWindow] = useState<AlertWindow>('day')
  const [url, setUrl] = useState('')
  const add = useMutation({
    mutationFn: addAlert,
    onSuccess: () => client.invalidateQueries({ queryKey: alertsQuery.queryKey }),
  })
  const needsValue = kind !== 'at_reorder_point'
  const value = needsValue ? conditionValue(typed, kind, measure.unit) : null
  const complete = !needsValue || value !== null
  const kinds = Object.entries(conditionTitles)
    .filter(([word]) => word !== 'at_reorder_point' || measure.id === 'products_below_reorder')
    .map(([word, label]) => ({ value: word, label }))

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!complete) return
    const name = `${measure.title} ${conditionTitles[kind]}${needsValue ? ` ${typed}` : ''}`
    const condition = { kind, value }
    const webhook_url = url.trim() === '' ? null : url.trim()
    add.mutate({ name, metric: measure.id, filters: askedFilters(view.filters), window, condition, webhook_url })
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <p className={styles.measure}>{measure.title}</p>
      <div className={styles.condition}>
        <NativeSelect
          aria-label="Condition"
          data={kinds}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as ConditionKind)}
        />
        {needsValue ? (
          <TextInput
            aria-label="Value"
            inputMode="decimal"
            placeholder={isRelative(kind) || measure.unit === 'ratio' ? 'percent' : measure.unit}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        ) : null}
        <NativeSelect
          aria-label="Window"
          data={windowOptions}
          value={window}
          onChange={(event) => setWindow(event.currentTarget.value as AlertWindow)}
        />
      </div>
      <TextInput
        label="Webhook"
        description="Called when the condition begins and ceases to hold. Empty: only shown here."
        placeholder="https://"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Button type="submit" disabled={!complete} loading={add.isPending}>
        Add the alert
      </Button>
      {add.error ? (
        <p className={styles.failed} role="alert">
          {asProblem(add.error).detail}
        </p>
      ) : null}
      {add.data?.secret ? (
        <p className={styles.secret} role="status">
          Its webhooks are signed with <code>{add.data.secret}</code>, which is shown this once.
        </p>
      ) : null}
    </form>
  )
}
