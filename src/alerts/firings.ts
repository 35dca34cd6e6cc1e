import { momentOf } from '../ledger/row.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'

/** From when an alert's condition held, until when, and whether a notification was delivered. */
export interface Firing {
  readonly id: string
  readonly alert_id: string
  readonly name: string
  readonly metric: string
  /** RFC 3339 */
  readonly fired_at: string
  readonly resolved_at: string | null
  readonly value: number
  readonly limit: number
  /** The report or lot that it is about, and the path of its page; null where it is about the measure as a whole. */
  readonly subject: string | null
  readonly link: string | null
  /** Of the message that it fired. */
  readonly webhook: {
    readonly status: 'none' | 'pending' | 'delivered' | 'failed'
    readonly attempts: number
    readonly error: string | null
  }
}

interface Row extends Omit<Firing, 'limit' | 'webhook'> {
  readonly limit_value: number
  readonly status: Firing['webhook']['status'] | null
  readonly attempts: number | null
  readonly error: string | null
}

const mostListed = 500

/** Firings that lie in a range (RFC 3339) or reach into it, the newest 500, newest first; of one measure where named. */
export async function readFirings(
  db: Database,
  tenantId: string,
  { from, to }: { from: string; to: string },
  metric?: string,
): Promise<Firing[]> {
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<Row>(
      `SELECT firing.id, firing.alert_id, name, metric, fired_at, resolved_at, value, limit_value,
         firing.subject, firing.link, status, attempts, error
       FROM alert_firings AS firing
       LEFT JOIN alert_messages AS message ON message.firing_id = firing.id AND message.kind = 'alert.fired'
       WHERE firing.tenant_id = $1 AND fired_at < $3 AND coalesce(resolved_at, 'infinity') >= $2
         AND ($4::text IS NULL OR metric = $4)
       ORDER BY fired_at DESC, firing.id DESC LIMIT ${mostListed}`,
      [tenantId, from, to, metric ?? null],
    ),
  )
  return rows.map(({ limit_value, status, attempts, error, ...row }) => ({
    ...row,
    limit: limit_value,
    fired_at: momentOf(row.fired_at),
    resolved_at: row.resolved_at && momentOf(row.resolved_at),
    webhook: { status: status ?? 'none', attempts: attempts ?? 0, error },
  }))
}
