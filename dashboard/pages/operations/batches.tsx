import type { Answer } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { definePanel } from '../../panels/panel.ts'
import { formatMoment } from '../../time/moment.ts'
import styles from './entries.module.css'

type Batches = Answered<'GET /analytics/operations/batches'> & Answer

const count = new Intl.NumberFormat('en')
const shownAtOnce = 12

/** How many became what, nothing said of what is none. */
const told = ({ accepted, duplicates, rejected }: Batches['operations'][number]) =>
  [
    ...(accepted > 0 ? [`${count.format(accepted)} accepted`] : []),
    ...(duplicates > 0 ? [`${count.format(duplicates)} duplicate`] : []),
    ...(rejected > 0 ? [`${count.format(rejected)} rejected`] : []),
  ].join(' · ') || 'no events'

export const batches = definePanel<Batches>({
  id: 'batches',
  title: 'Batches, imports, replays and restores',
  question: 'The newest operations and their outcome',
  formula:
    'calls that sent, replayed or restored many events; the batches of one import are one operation; kept for 90 days',
  ask: () => [{ method: 'GET', path: '/analytics/operations/batches?limit=200' }],
  show: ([{ operations }], { view, large }) => {
    if (operations.length === 0) return { table: null, reason: 'No batches in the last 90 days.' }
    const shown = operations.slice(0, large ? operations.length : shownAtOnce)
    return {
      table: {
        columns: [
          { id: 'started_at', title: 'Started', unit: 'text' },
          { id: 'finished_at', title: 'Finished', unit: 'text' },
          { id: 'kind', title: 'Kind', unit: 'text' },
          { id: 'actor', title: 'Credential', unit: 'text' },
          { id: 'accepted', title: 'Accepted', unit: 'count' },
          { id: 'duplicates', title: 'Duplicates', unit: 'count' },
          { id: 'rejected', title: 'Rejected', unit: 'count' },
          { id: 'outcome', title: 'Outcome', unit: 'text' },
        ],
        rows: operations.map((it) => [
          ...[it.started_at, it.finished_at, it.kind, it.actor],
          ...[it.accepted, it.duplicates, it.rejected, it.outcome],
        ]),
        currency: null,
      },
      chart: (
        <ol className={styles.entries} aria-label="Batches, imports, replays and restores">
          {shown.map((it) => (
            <li key={it.id}>
              <span className={styles.when}>{formatMoment(it.started_at, view.timezone)}</span>
              <span className={styles.what}>{it.kind}</span>
              <span className={styles.who}>{it.actor}</span>
              <span className={styles.details}>{told(it)}</span>
            </li>
          ))}
        </ol>
      ),
      ...(operations.length > shown.length ? { note: `The newest ${shown.length}; more in full screen.` } : {}),
    }
  },
})
