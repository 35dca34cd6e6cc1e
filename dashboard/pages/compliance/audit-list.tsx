import type { AuditEntry } from '../../api/compliance.ts'
import { formatFullMoment } from '../../time/moment.ts'
import { actionTitle, detailsOf } from './action-title.ts'
import styles from './page.module.css'

const toneOf = (outcome: AuditEntry['outcome']) => (outcome === 'succeeded' ? undefined : 'bad')

interface AuditListProps {
  entries: readonly AuditEntry[]
  timezone: string
  onOpen: (entry: AuditEntry) => void
}

/** Entries of the audit trail, newest first; each opens its details. */
export function AuditList({ entries, timezone, onOpen }: AuditListProps) {
  return (
    <ol className={styles.entries} aria-label="Entries of the audit trail, newest first">
      {entries.map((entry) => (
        <li key={entry.id}>
          <button type="button" className={styles.entry} onClick={() => onOpen(entry)}>
            <span className={styles.when}>{formatFullMoment(entry.at, timezone)}</span>
            <span className={styles.what} data-tone={toneOf(entry.outcome)}>
              {actionTitle(entry.action)}
              {entry.outcome === 'succeeded' || entry.action.endsWith(entry.outcome) ? '' : ` (${entry.outcome})`}
            </span>
            <span className={styles.who}>{entry.actor}</span>
            <span className={styles.told}>
              {[
                ...(entry.reason === null ? [] : [`reason: ${entry.reason}`]),
                ...detailsOf(entry.details).map(([name, value]) => `${name}: ${value}`),
              ].join(' · ')}
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}
