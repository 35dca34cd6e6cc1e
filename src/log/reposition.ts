import { type LogPosition, logStart } from '../ledger/read-log.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'

/**
 * Lets a consumer that is not at work begin at the start of the log, or at the first event that occurred at or after
 * `from` and what the log has behind it. One that is new is made.
 * @returns how many events it has to read
 * @throws Failure invalid_request while a process works for the consumer, which would go on from where it was
 */
export async function repositionConsumer(db: Database, consumer: string, from?: string): Promise<number> {
  const position = from === undefined ? logStart : await positionAt(db, from)
  const { rows } = await db.query<{ moved: boolean; ahead: string }>(
    `WITH free AS (
       INSERT INTO log_consumers AS known (consumer) VALUES ($1)
       ON CONFLICT (consumer) DO UPDATE SET owner = NULL, owned_until = NULL
       WHERE coalesce(known.owned_until, '-infinity') < clock_timestamp()
       RETURNING consumer
     ), forgotten AS (
       DELETE FROM log_batches USING free WHERE log_batches.consumer = free.consumer
         AND (to_tx, to_position) <> ($3::xid8, $4::bigint)
     ), placed AS (
       INSERT INTO log_batches (consumer, token, from_tx, from_position, to_tx, to_position, events, done_at)
       SELECT consumer, $2, $3::xid8, $4::bigint, $3::xid8, $4::bigint, 0, now() FROM free
       ON CONFLICT (consumer, to_tx, to_position) DO UPDATE SET done_at = now()
     )
     SELECT EXISTS (SELECT FROM free) AS moved,
       (SELECT count(*) FROM event_keys WHERE (tx, position) > ($3::xid8, $4::bigint)) AS ahead`,
    [consumer, `moved to ${position.tx} ${position.position}`, position.tx, position.position],
  )
  if (rows[0]?.moved !== true) {
    const errors = [{ path: '/into', message: 'must not be at work; stop its role first' }]
    throw new Failure('invalid_request', `a process is at work for ${consumer}`, { errors })
  }
  return Number(rows[0].ahead)
}

/** The place right before the first event of the log that occurred at or after a moment; its end where there is none. */
async function positionAt(db: Database, from: string): Promise<LogPosition> {
  const { rows } = await db.query<LogPosition>(
    `SELECT tx, position - 1 AS position FROM event_keys WHERE occurred_at >= $1 ORDER BY tx, position LIMIT 1`,
    [from],
  )
  if (rows[0] !== undefined) return rows[0]
  const end = await db.query<LogPosition>('SELECT tx, position FROM event_keys ORDER BY tx DESC, position DESC LIMIT 1')
  return end.rows[0] ?? logStart
}
