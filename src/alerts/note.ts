import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import type { Alert } from './alert.ts'
import type { SubjectsVerdict, Verdict } from './judge.ts'
import { type Found, messageOf } from './message.ts'
import { noteSubjects } from './note-subjects.ts'

interface Firing {
  readonly id: string
  readonly fired_at: string
}

/**
 * Records the result of an evaluation: the alert's state, a firing that begins or ends, and the message about it, in
 * one transaction. An unknown state leaves a firing open: it is not known whether it continued. An alert that was
 * changed meanwhile is left alone.
 * @param publicUrl where people reach the service; without it links of messages are paths
 * @returns whether a firing began or ended
 */
export async function noteVerdict(
  db: Database,
  alert: Alert,
  verdict: Verdict,
  now: number,
  publicUrl?: string,
): Promise<boolean> {
  const at = new Date(now).toISOString()
  return withTenant(db, alert.tenant_id, async (tx) => {
    const reason = verdict.state === 'unknown' ? verdict.reason : null
    const { rowCount } = await tx.query(
      `UPDATE alerts SET state = $3, reason = $4, last_value = $5, checked_at = $6
       WHERE tenant_id = $1 AND id = $2 AND enabled AND checked_at IS NOT DISTINCT FROM $7`,
      [alert.tenant_id, alert.id, verdict.state, reason, verdict.value, at, alert.checked_at],
    )
    if (rowCount === 0 || verdict.state === 'unknown') return false
    if ('subjects' in verdict) {
      const changed = await noteSubjects(tx, alert, verdict.subjects, at)
      for (const { id, fired_at, link, ...found } of changed) {
        const address = (publicUrl ?? '').replace(/\/+$/, '') + link
        await tell(tx, alert, { id, fired_at }, { ...found, link: address }, at)
      }
      return changed.length > 0
    }
    return verdict.state === 'firing' ? begin(tx, alert, verdict, at) : end(tx, alert, verdict, at)
  })
}

type Known = Exclude<Extract<Verdict, { limit: number }>, SubjectsVerdict>

async function begin(tx: Queryable, alert: Alert, { value, limit }: Known, at: string): Promise<boolean> {
  const id = uuidV7(Date.parse(at))
  const { rowCount } = await tx.query(
    `INSERT INTO alert_firings (id, tenant_id, alert_id, name, metric, fired_at, value, limit_value)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (alert_id) WHERE resolved_at IS NULL AND once_key IS NULL DO NOTHING`,
    [id, alert.tenant_id, alert.id, alert.name, alert.metric, at, value, limit],
  )
  if (rowCount === 0) return false
  await tell(tx, alert, { id, fired_at: at }, { value, limit, resolved_at: null }, at)
  return true
}

async function end(tx: Queryable, alert: Alert, { value, limit }: Known, at: string): Promise<boolean> {
  const { rows } = await tx.query<Firing>(
    `UPDATE alert_firings SET resolved_at = $3 WHERE tenant_id = $1 AND alert_id = $2 AND resolved_at IS NULL
     RETURNING id, fired_at`,
    [alert.tenant_id, alert.id, at],
  )
  const [firing] = rows
  if (firing === undefined) return false
  await tell(tx, alert, firing, { value, limit, resolved_at: at }, at)
  return true
}

/** Stores the message in the outbox, if the alert has a receiver. */
async function tell(
  tx: Queryable,
  alert: Alert,
  firing: Firing,
  found: Pick<Found, 'value' | 'limit' | 'resolved_at' | 'subject' | 'link'>,
  at: string,
): Promise<void> {
  if (alert.webhook_url === null) return
  const kind = found.resolved_at === null ? 'alert.fired' : 'alert.resolved'
  const body = messageOf(kind, alert, { ...found, firing_id: firing.id, fired_at: firing.fired_at }, at)
  await tx.query(
    `INSERT INTO alert_messages (id, tenant_id, alert_id, firing_id, kind, body, next_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [uuidV7(Date.parse(at)), alert.tenant_id, alert.id, firing.id, kind, body, at],
  )
}
