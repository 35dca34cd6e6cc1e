import { ActionIcon, Button, Drawer, Skeleton } from '@mantine/core'
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Alert, alertsQuery, type ConditionKind, changeAlert, deleteAlert, testAlert } from '../api/alerts.ts'
import { catalogueQuery, type Measure, type Unit } from '../api/catalogue.ts'
import { filterDimensions, isFilterDimension, valueTitle } from '../api/dimension-names.ts'
import type { AskedFilters } from '../api/filters.ts'
import { asProblem } from '../api/problem.ts'
import type { View } from '../filters/view.ts'
import { formatValue } from '../numbers/value.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/session.ts'
import { formatMoment } from '../time/moment.ts'
import { AlertForm } from './alert-form.tsx'
import styles from './alerts.module.css'
import { conditionText, isOfSubjects } from './condition.ts'
import { FiringSubjects } from './firing-subjects.tsx'

const states = { ok: 'OK', firing: 'Firing', unknown: 'Unknown' } as const

/** What a value counts where it is not in the unit of the measure. */
const subjectNames: Partial<Record<ConditionKind, string>> = { incident_deadline: ' due', lot_signal: ' with a signal' }

/** What the last look said: "OK – 100.0 %, checked 02:10". */
function standing({ enabled, state, reason, last_value, checked_at, condition }: Alert, unit: Unit, timezone: string) {
  if (!enabled) return { state: 'paused', title: 'Paused', text: '' }
  if (checked_at === null) return { state: 'unknown', title: 'Not evaluated yet', text: '' }
  const value =
    last_value === null ? null : `${formatValue(last_value, unit, null)}${subjectNames[condition.kind] ?? ''}`
  const said = [reason ?? value, `checked ${formatMoment(checked_at, timezone)}`].filter((it) => it !== null)
  return { state, title: states[state], text: ` – ${said.join(', ')}` }
}

interface RowProps {
  alert: Alert
  measure: Measure | undefined
  view: View
}

function Row({ alert, measure, view }: RowProps) {
  const client = useQueryClient()
  const [isEdited, setIsEdited] = useState(false)
  const onSuccess = () => client.invalidateQueries({ queryKey: alertsQuery.queryKey })
  const remove = useMutation({ mutationFn: deleteAlert, onSuccess })
  const pause = useMutation({ mutationFn: changeAlert, onSuccess })
  const test = useMutation({ mutationFn: testAlert })
  const unit = measure?.unit ?? 'count'
  const session = useSession()
  const { state, title, text } = standing(alert, unit, view.timezone)
  const filters = Object.entries(alert.filters)
  const failure = remove.error ?? test.error ?? pause.error
  const { name, metric, window, condition, webhook_url, enabled } = alert
  const ofSubjects = isOfSubjects(condition.kind)
  const wish = { name, metric, window, condition, webhook_url, filters: alert.filters as AskedFilters }
  if (isEdited && measure) {
    return (
      <li>
        <AlertForm measure={measure} view={view} alert={alert} onDone={() => setIsEdited(false)} />
      </li>
    )
  }
  return (
    <li>
      <div className={styles.words}>
        <p className={styles.title}>
          {ofSubjects ? name : `${measure?.title ?? metric} ${conditionText(alert, unit)}`}
        </p>
        {filters.length > 0 ? <p className={styles.meta}>{filters.map(filterText).join('; ')}</p> : null}
        <p className={styles.meta}>
          <span className={styles.state} data-state={state}>
            {title}
          </span>
          {text}
        </p>
        {ofSubjects ? <FiringSubjects alertId={alert.id} metric={metric} /> : null}
        {test.data ? (
          <p className={styles.meta} role="status">
            {test.data.delivered ? 'The test was delivered.' : `Not delivered: ${test.data.error}`}
          </p>
        ) : null}
        {failure ? (
          <p className={styles.failed} role="alert">
            {asProblem(failure).detail}
          </p>
        ) : null}
      </div>
      {may(session, 'analytics:write') ? (
        <div className={styles.actions}>
          {webhook_url === null ? null : (
            <Button size="compact-xs" variant="default" loading={test.isPending} onClick={() => test.mutate(alert.id)}>
              Test
            </Button>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Edit the alert ${name}`}
            onClick={() => setIsEdited(true)}
          >
            <IconPencil size={16} stroke={1.7} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${enabled ? 'Pause' : 'Resume'} the alert ${name}`}
            loading={pause.isPending}
            onClick={() => pause.mutate({ id: alert.id, ...wish, enabled: !enabled })}
          >
            {enabled ? <IconPlayerPause size={16} stroke={1.7} /> : <IconPlayerPlay size={16} stroke={1.7} />}
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Delete the alert ${name}`}
            onClick={() => remove.mutate(alert.id)}
          >
            <IconTrash size={16} stroke={1.7} />
          </ActionIcon>
        </div>
      ) : null}
    </li>
  )
}

/** "Country: ES, FR" */
function filterText([dimension, given]: [string, unknown]): string {
  const values = Array.isArray(given) ? given : [given]
  const title = isFilterDimension(dimension) ? filterDimensions[dimension] : dimension
  return `${title}: ${values.map((value) => valueTitle(String(value ?? ''), dimension)).join(', ')}`
}

interface AlertsDrawerProps {
  measure: Measure
  view: View
  onClose: () => void
}

/** The alerts there are, and the way to add one on the measure at hand. */
export default function AlertsDrawer({ measure, view, onClose }: AlertsDrawerProps) {
  const { data, error } = useQuery(alertsQuery)
  const catalogue = useQuery(catalogueQuery)
  const session = useSession()
  return (
    <Drawer
      opened
      onClose={onClose}
      title="Alerts"
      position="right"
      size="md"
      closeButtonProps={{ 'aria-label': 'Close the alerts' }}
    >
      {may(session, 'analytics:write') ? (
        <AlertForm measure={measure} view={view} />
      ) : (
        <p className={styles.meta}>Adding and changing alerts needs the scope analytics:write.</p>
      )}
      {error ? (
        <p className={styles.failed} role="alert">
          {asProblem(error).title}
        </p>
      ) : null}
      {data === undefined && error === null ? <Skeleton height={60} /> : null}
      <ul className={styles.list} aria-label="Alerts">
        {data?.map((alert) => (
          <Row
            key={alert.id}
            alert={alert}
            measure={catalogue.data?.measures.find(({ id }) => id === alert.metric)}
            view={view}
          />
        ))}
      </ul>
    </Drawer>
  )
}
