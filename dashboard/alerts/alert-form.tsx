import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  type Alert,
  type AlertWindow,
  type AlertWish,
  addAlert,
  alertsQuery,
  type ConditionKind,
  changeAlert,
} from '../api/alerts.ts'
import type { Measure } from '../api/catalogue.ts'
import { type AskedFilters, askedFilters } from '../api/filters.ts'
import { asProblem } from '../api/problem.ts'
import type { View } from '../filters/view.ts'
import styles from './alerts.module.css'
import {
  conditionName,
  conditionTitles,
  conditionValue,
  fits,
  isOfSubjects,
  minimumOf,
  typedValue,
  usualConfidence,
  valueHint,
} from './condition.ts'

const windowOptions = [
  { value: 'hour', label: 'last hour' },
  { value: 'day', label: 'last day' },
  { value: 'week', label: 'last week' },
]
const wholeOptions = [
  { value: 'day', label: 'last whole day' },
  { value: 'week', label: 'last whole week' },
]

/** What a condition evaluates, where its name alone does not say it. */
const explanations: Readonly<Partial<Record<ConditionKind, string>>> = {
  outside_expected:
    'Fires when the last whole day or week lies outside the interval that its forecast gave the day or week before. Needs four weeks of history for days, half a year for weeks.',
  incident_deadline:
    'Fires once for each report to file when half of the time, 80 % or all of it has elapsed. Covers all reports that you may read.',
  lot_signal:
    'Fires once for each lot whose adverse events come faster than those of the other lots of its product: CUSUM above its limit.',
}

interface AlertFormProps {
  measure: Pick<Measure, 'id' | 'title' | 'unit' | 'denominator' | 'counts_observations' | 'is_additive'>
  view: View
  /** The alert to change; without one a new alert is made, under the filters of the page. */
  alert?: Alert
  onDone?: () => void
}

/** An alert on a measure, to be made or changed. */
export function AlertForm({ measure, view, alert, onDone }: AlertFormProps) {
  const client = useQueryClient()
  const [kind, setKind] = useState<ConditionKind>(alert?.condition.kind ?? 'below')
  const [typed, setTyped] = useState(alert ? typedValue(alert.condition, measure.unit) : '')
  const [least, setLeast] = useState(String(alert?.condition.minimum_observations ?? ''))
  const [window, setWindow] = useState<AlertWindow>(alert?.window ?? 'day')
  const [url, setUrl] = useState(alert?.webhook_url ?? '')
  const save = useMutation({
    mutationFn: (wish: AlertWish) => (alert ? changeAlert({ id: alert.id, ...wish }) : addAlert(wish)),
    onSuccess: async ({ secret }) => {
      await client.invalidateQueries({ queryKey: alertsQuery.queryKey })
      if (secret === undefined) onDone?.()
    },
  })
  const ofSubjects = isOfSubjects(kind)
  const ofForecast = kind === 'outside_expected'
  const needsValue = kind !== 'at_reorder_point' && !ofSubjects
  const value = needsValue ? conditionValue(typed, kind, measure.unit) : null
  const asksMinimum = measure.counts_observations && !ofSubjects && !ofForecast
  const minimum = asksMinimum ? minimumOf(least) : null
  const complete = (!needsValue || value !== null) && minimum !== undefined
  const kinds = Object.entries(conditionTitles)
    .filter(([word]) => fits(word as ConditionKind, measure))
    .map(([word, label]) => ({ value: word, label }))

  const choose = (chosen: ConditionKind) => {
    setKind(chosen)
    if (chosen !== 'outside_expected') return
    setTyped(String(100 * usualConfidence))
    if (window === 'hour') setWindow('day')
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!complete) return
    save.mutate({
      name: conditionName(measure.title, kind, typed),
      metric: measure.id,
      filters: ofSubjects ? {} : ((alert?.filters as AskedFilters | undefined) ?? askedFilters(view.filters)),
      window,
      condition: { kind, value, minimum_observations: minimum },
      webhook_url: url.trim() === '' ? null : url.trim(),
      enabled: alert?.enabled ?? true,
    })
  }

  return (
    <form className={styles.form} onSubmit={submit} aria-label={alert ? `Edit ${alert.name}` : 'New alert'}>
      <p className={styles.measure}>{measure.title}</p>
      <div className={styles.condition}>
        <NativeSelect
          label="Condition"
          data={kinds}
          value={kind}
          onChange={(event) => choose(event.currentTarget.value as ConditionKind)}
        />
        {needsValue ? (
          <TextInput
            label={`Value, ${valueHint(kind, measure.unit)}`}
            inputMode="decimal"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        ) : null}
        {ofSubjects ? null : (
          <NativeSelect
            label="Over the"
            data={ofForecast ? wholeOptions : windowOptions}
            value={window}
            onChange={(event) => setWindow(event.currentTarget.value as AlertWindow)}
          />
        )}
      </div>
      {explanations[kind] ? <p className={styles.meta}>{explanations[kind]}</p> : null}
      {asksMinimum ? (
        <TextInput
          label="Minimum sample"
          description={`Does not fire over fewer ${measure.denominator}. Empty: over any number.`}
          inputMode="numeric"
          placeholder="30"
          error={minimum === undefined ? 'A whole number from 1 on' : null}
          value={least}
          onChange={(event) => setLeast(event.currentTarget.value)}
        />
      ) : null}
      <TextInput
        label="Webhook"
        description="Notified when the alert fires and when it resolves. Leave empty to see it only here."
        placeholder="https://"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button type="submit" disabled={!complete} loading={save.isPending}>
          {alert ? 'Save the alert' : 'Add the alert'}
        </Button>
        {alert ? (
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
        ) : null}
      </Group>
      {save.error ? (
        <p className={styles.failed} role="alert">
          {asProblem(save.error).detail}
        </p>
      ) : null}
      {save.data?.secret ? (
        <p className={styles.secret} role="status">
          Its webhooks are signed with <code>{save.data.secret}</code>, which is shown this once.
        </p>
      ) : null}
    </form>
  )
}
