import type { Database } from '../postgres/pool.ts'

/** A message that waits for its receiver. */
export interface Message {
  /** The receiver's key: the same however often it is sent. */
  readonly id: string
  readonly tenant_id: string
  readonly alert_id: string
  readonly body: string
  readonly attempts: number
  readonly webhook_url: string | null
  readonly sealed_secret: Buffer | null
}

/** Messages of all tenants whose time has come, the oldest first. They go where their alert says now. */
export async function dueMessages(db: Database, at: string, limit: number): Promise<Message[]> {
  const { rows } = await db.query<Message>(
    `SELECT message.id, message.tenant_id, message.alert_id, body, attempts, webhook_url, sealed_secret
     FROM alert_messages AS message JOIN alerts ON alerts.id = message.alert_id
     WHERE status = 'pending' AND next_at <= $1 ORDER BY next_at, message.id LIMIT $2`,
    [at, limit],
  )
  return rows
}

export async function noteDelivered(db: Database, id: string, at: string): Promise<void> {
  const sql = `UPDATE alert_messages SET status = 'delivered', attempts = attempts + 1, error = NULL, delivered_at = $2
    WHERE id = $1`
  await db.query(sql, [id, at])
}

/** Notes an attempt that failed: to be made again at `nextAt`, or never. */
export async function noteFailed(db: Database, id: string, error: string, nextAt: string | null): Promise<void> {
  await db.query(
    `UPDATE alert_messages SET attempts = attempts + 1, error = $2, next_at = coalesce($3, next_at),
       status = CASE WHEN $3::timestamptz IS NULL THEN 'failed' ELSE 'pending' END
     WHERE id = $1`,
    [id, error, nextAt],
  )
}

/** Puts a message off without an attempt. */
export async function putOff(db: Database, id: string, nextAt: string): Promise<void> {
  await db.query('UPDATE alert_messages SET next_at = $2 WHERE id = $1', [id, nextAt])
}
