import type { Answer } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { definePanel } from '../../panels/panel.ts'
import { formatMoment } from '../../time/moment.ts'
import styles from './entries.module.css'

type Audit = Answered<'GET /analytics/compliance/audit'> & Answer

const told = (details: Readonly<Record<string, unknown>>) =>
  Object.entries(details)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(' · ')

export const audit = definePanel<Audit>({
  id: 'audit',
  title: 'Audit trail',
  question: 'Access and changes',
  formula: 'entries of the audit log, the newest first',
  scope: 'compliance:audit',
  ask: () => [{ method: 'GET', path: '/analytics/compliance/audit?limit=200' }],
  show: ([{ entries }], { view, large }) => {
    if (entries.length === 0) return { table: null, reason: 'No audit entries yet.' }
    const shown = entries.slice(0, large ? 200 : 12)
    return {
      table: {
        columns: [
          { id: 'at', title: 'When', unit: 'text' },
          { id: 'actor', title: 'Who', unit: 'text' },
          { id: 'action', title: 'What', unit: 'text' },
          { id: 'details', title: 'Details', unit: 'text' },
        ],
        rows: entries.map((it) => [it.at, it.actor, it.action, JSON.stringify(it.details)]),
        currency: null,
      },
      chart: (
        <ol className={styles.entries} aria-label="Audit trail">
          {shown.map((it) => (
            <li key={`${it.at}${it.action}${JSON.stringify(it.details)}`}>
              <span className={styles.when}>{formatMoment(it.at, view.timezone)}</span>
              <span className={styles.what}>{it.action.replaceAll('.', ' ')}</span>
              <span className={styles.who}>{it.actor}</span>
              <span className={styles.details}>{told(it.details)}</span>
            </li>
          ))}
        </ol>
      ),
      ...(entries.length > shown.length ? { note: `The newest ${shown.length}; more in full screen.` } : {}),
    }
  },
})
