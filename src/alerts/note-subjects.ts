import { uuidV7 } from '../platform/uuid.ts'
import type { Queryable } from '../postgres/with-tenant.ts'
import type { Alert } from './alert.ts'
import type { Subject } from './judge.ts'

/** A firing about a report or lot that began or ended. */
export interface SubjectFiring {
  readonly id: string
  readonly fired_at: string
  readonly resolved_at: string | null
  readonly subject: string
  readonly link: string
  readonly value: number
  readonly limit: number
}

/**
 * Begins a firing for each report or lot that fires for the first time, and ends those of which none is found any more. What fired
 * once does not fire again under its key, also after the alert was paused.
 */
export async function noteSubjects(
  tx: Queryable,
  { id: alertId, tenant_id, name, metric }: Alert,
  subjects: readonly Subject[],
  at: string,
): Promise<SubjectFiring[]> {
  const changed: SubjectFiring[] = []
  for (const { subject, key, value, limit, link } of subjects.filter(({ fires }) => fires)) {
    const id = uuidV7(Date.parse(at))
    const { rowCount } = await tx.query(
      `INSERT INTO alert_firings (id, tenant_id, alert_id, name, metric, fired_at, value, limit_value, subject, link, once_key)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (alert_id, once_key) WHERE once_key IS NOT NULL DO NOTHING`,
      [id, tenant_id, alertId, name, metric, at, value, limit, subject, link, key],
    )
    if (rowCount !== 0) changed.push({ id, fired_at: at, resolved_at: null, subject, link, value, limit })
  }
  const { rows } = await tx.query<Omit<SubjectFiring, 'resolved_at'>>(
    `UPDATE alert_firings SET resolved_at = $3
     WHERE tenant_id = $1 AND alert_id = $2 AND resolved_at IS NULL AND once_key IS NOT NULL AND NOT once_key = ANY ($4)
     RETURNING id, fired_at, subject, link, value, limit_value AS limit`,
    [tenant_id, alertId, at, subjects.map(({ key }) => key)],
  )
  return [...changed, ...rows.map((row) => ({ ...row, resolved_at: at }))]
}
