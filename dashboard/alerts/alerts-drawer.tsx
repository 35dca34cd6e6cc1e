import { ActionIcon, Button, Drawer, Skeleton } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Alert, alertsQuery, deleteAlert, testAlert } from '../api/alerts.ts'
import { catalogueQuery, type Measure } from '../api/catalogue.ts'
import { asProblem } from '../api/problem.ts'
import type { View } from '../filters/view.ts'
import { formatValue } from '../numbers/value.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/session.ts'
import { formatMoment } from '../time/moment.ts'
import { AlertForm } from './alert-form.tsx'
import styles from './alerts.module.css'
import { conditionText } from './condition.ts'

const states = { ok: 'quiet', firing: 'firing', unknown: 'not known' } as const

function Row({ alert, measure, timezone }: { alert: Alert; measure: Measure | undefined; timezone: string }) {
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: deleteAlert,
    onSuccess: () => client.invalidateQueries({ queryKey: alertsQuery.queryKey }),
  })
  const test = useMutation({ mutationFn: testAlert })
  const unit = measure?.unit ?? 'count'
  const session = useSession()
  return (
    <li>
      <div className={styles.words}>
        <p className={styles.title}>
          {measure?.title ?? alert.metric} {conditionText(alert, unit)}
        </p>
        <p className={styles.meta}>
          <span className={styles.state} data-state={alert.state}>
            {states[alert.state]}
          </span>{' '}
          {alert.reason ?? (alert.last_value === null ? '' : `at ${formatValue(alert.last_value, unit, null)}`)}
          {alert.checked_at === null ? '' : `, checked ${formatMoment(alert.checked_at, timezone)}`}
        </p>
        {test.data ? (
          <p className={styles.meta} role="status">
            {test.data.delivered ? 'The receiver took the test.' : `Not delivered: ${test.data.error}`}
          </p>
        ) : null}
        {remove.error || test.error ? (
          <p className={styles.failed} role="alert">
            {asProblem(remove.error ?? test.error).detail}
          </p>
        ) : null}
      </div>
      {may(session, 'analytics:write') ? (
        <>
          {alert.webhook_url === null ? null : (
            <Button size="compact-xs" variant="default" loading={test.isPending} onClick={() => test.mutate(alert.id)}>
              Test
            </Button>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Delete the alert ${alert.name}`}
            onClick={() => remove.mutate(alert.id)}
          >
            <IconTrash size={16} stroke={1.7} />
          </ActionIcon>
        </>
      ) : null}
    </li>
  )
}

interface AlertsDrawerProps {
  measure: Pick<Measure, 'id' | 'title' | 'unit'>
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
            timezone={view.timezone}
          />
        ))}
      </ul>
    </Drawer>
  )
}
