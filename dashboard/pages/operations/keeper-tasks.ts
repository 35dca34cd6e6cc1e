import { definePanel } from '../../panels/panel.ts'
import { formatFullMoment } from '../../time/moment.ts'
import type { ServiceState } from './service-health.tsx'

/** What tasks are called, where the name of one does not say it. */
const titles: Readonly<Record<string, string>> = {
  upkeep: 'Vacuum of the embedded ledger',
  dead_letters: 'Count of dead letters',
  log_counts: 'Count of the log',
  recount: 'Recount of the ledger',
  warehouse_delay: 'Delay of the warehouse',
  doubt: 'Check of topics for lost messages',
  erasures: 'Erasures',
  exports: 'Exports',
  retention: 'Retention policies',
  hot_window: 'Hot window',
  service_records: 'Expiry of service records',
  audit_heads: 'Signing of audit heads',
  reconcile: 'Reconcile of ledger and warehouse',
}

const titleOf = (task: string) => titles[task] ?? `Lag of ${task.replace(/^lag_/, '')}`

/** What the keeper does by the clock, failed tasks first. */
export const keeperTasks = definePanel<ServiceState>({
  id: 'keeper_tasks',
  title: 'Background tasks',
  question: 'When each task last succeeded and last failed',
  formula: 'tasks of the keeper, recorded at most once a minute; reconcile runs every hour',
  ask: () => [{ method: 'GET', path: '/analytics/operations/service' }],
  show: ([{ tasks }], { view }) => {
    if (tasks.length === 0) return { table: null, reason: 'The keeper has not finished a task yet.' }
    const moment = (at: string | null) => (at === null ? null : formatFullMoment(at, view.timezone))
    const isFailing = ({ done_at, failed_at }: ServiceState['tasks'][number]) =>
      failed_at !== null && (done_at === null || Date.parse(failed_at) > Date.parse(done_at))
    const ordered = tasks.toSorted((a, b) => Number(isFailing(b)) - Number(isFailing(a)))
    return {
      table: {
        columns: [
          { id: 'task', title: 'Task', unit: 'text' },
          { id: 'state', title: 'State', unit: 'text', tone: (cell) => (cell === 'Failing' ? 'bad' : 'good') },
          { id: 'done_at', title: 'Last success', unit: 'text' },
          { id: 'failed_at', title: 'Last failure', unit: 'text' },
          { id: 'error', title: 'Error', unit: 'text' },
        ],
        rows: ordered.map((it) => [
          ...[titleOf(it.task), isFailing(it) ? 'Failing' : 'OK'],
          ...[moment(it.done_at), moment(it.failed_at), it.error],
        ]),
        currency: null,
      },
    }
  },
})
