import { Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { AuditEntry } from '../../api/compliance.ts'
import { formatFullMoment } from '../../time/moment.ts'
import { actionTitle, detailsOf } from './action-title.ts'
import styles from './page.module.css'

const kinds: Readonly<Record<AuditEntry['actor_kind'], string>> = {
  api_key: 'API key',
  token: 'token',
  session: 'session',
  operator: 'operator',
  anonymous: 'without a valid credential',
  service: 'the service',
  service_account: 'service account',
  break_glass: 'break-glass key',
}

/** As the service keeps it in the details of an entry. */
interface Signature {
  readonly name: string
  readonly meaning: string
  readonly at: string
}

function Values({ title, value }: { title: string; value: Readonly<Record<string, unknown>> | null }) {
  return (
    <section aria-label={title}>
      <h3 className={styles.subtitle}>{title}</h3>
      {value === null || Object.keys(value).length === 0 ? (
        <p className={styles.told}>None</p>
      ) : (
        <dl className={styles.facts}>
          {detailsOf(value).map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

function Inside({ entry, timezone }: { entry: AuditEntry; timezone: string }) {
  const { signature, ...details } = entry.details as Readonly<Record<string, unknown>> & { signature?: Signature }
  const facts: readonly (readonly [string, string | null])[] = [
    ['When', `${formatFullMoment(entry.at, timezone)} (${timezone})`],
    ['Actor', `${entry.actor}, ${kinds[entry.actor_kind]}`],
    ['Outcome', entry.outcome],
    ['Reason', entry.reason],
    ['Call', entry.resource],
    ['Address', entry.ip],
    ['Trace', entry.trace_id],
    ['Place in the chain', String(entry.sequence)],
    ['Persons and devices', entry.subjects.length === 0 ? null : entry.subjects.join(', ')],
  ]
  return (
    <>
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value !== null && value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {entry.before === null && entry.after === null ? null : (
        <>
          <Values title="Old value" value={entry.before} />
          <Values title="New value" value={entry.after} />
        </>
      )}
      {signature === undefined ? null : (
        <section aria-label="Signature">
          <h3 className={styles.subtitle}>Signature</h3>
          <p>
            Signed by {signature.name}, {formatFullMoment(signature.at, timezone)}: {signature.meaning}
          </p>
          <p className={styles.told}>Bound to this entry by its hash.</p>
        </section>
      )}
      <Values title="Details" value={details} />
      <section aria-label="Proof">
        <h3 className={styles.subtitle}>Proof</h3>
        <dl className={styles.facts}>
          <div>
            <dt>Hash</dt>
            <dd className={styles.hash}>{entry.hash}</dd>
          </div>
          <div>
            <dt>Previous hash</dt>
            <dd className={styles.hash}>{entry.previous_hash}</dd>
          </div>
        </dl>
      </section>
    </>
  )
}

/** All that an entry of the audit trail holds. */
export function EntryDrawer({
  entry,
  timezone,
  onClose,
}: {
  entry: AuditEntry | null
  timezone: string
  onClose: () => void
}) {
  const narrow = useMediaQuery('(max-width: 899px)')
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      title={entry === null ? '' : actionTitle(entry.action)}
      position={narrow ? 'bottom' : 'right'}
      size={narrow ? '86%' : 560}
      radius={narrow ? 'lg' : 0}
      closeButtonProps={{ 'aria-label': 'Close the entry' }}
    >
      {entry === null ? null : <Inside entry={entry} timezone={timezone} />}
    </Drawer>
  )
}
