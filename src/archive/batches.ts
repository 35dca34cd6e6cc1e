import { type LogPosition, logStart, secondsBehind, settled } from '../ledger/read-log.ts'
import type { Database } from '../postgres/pool.ts'

/** The name by which the archive stands in the records of what was set aside. */
export const archiveConsumer = 'archive'

/** A range of the log that is archived as one: after `from`, up to and with `to`. */
export interface ArchiveBatch {
  readonly number: string
  /** Part of the names of all its objects. */
  readonly name: string
  readonly from: LogPosition
  readonly to: LogPosition
  readonly events: number
  readonly decidedAt: string
}

interface Row {
  readonly number: string
  readonly name: string
  readonly from_tx: string
  readonly from_position: string
  readonly to_tx: string
  readonly to_position: string
  readonly events: number
  readonly decided_at: string
}

const batchOf = (row: Row): ArchiveBatch => ({
  number: row.number,
  name: row.name,
  from: { tx: row.from_tx, position: row.from_position },
  to: { tx: row.to_tx, position: row.to_position },
  events: row.events,
  decidedAt: row.decided_at,
})

/** The position up to which the log is archived. */
export async function archivedPosition(db: Database): Promise<LogPosition> {
  const { rows } = await db.query<LogPosition>(
    `SELECT to_tx AS tx, to_position AS position FROM archive_batches WHERE done_at IS NOT NULL
     ORDER BY number DESC LIMIT 1`,
  )
  return rows[0] ?? logStart
}

/** The batch that was decided and not finished. */
export async function unfinishedBatch(db: Database): Promise<ArchiveBatch | undefined> {
  const { rows } = await db.query<Row>('SELECT * FROM archive_batches WHERE done_at IS NULL ORDER BY number LIMIT 1')
  return rows[0] && batchOf(rows[0])
}

// The name holds the time, for order, and chance: a ledger that begins anew never takes the name of another's batch.
const decide = `
  WITH last AS (
    SELECT number, to_tx AS tx, to_position AS position FROM archive_batches ORDER BY number DESC LIMIT 1),
  start AS (
    SELECT coalesce((SELECT number FROM last), 0) + 1 AS number,
      coalesce((SELECT tx FROM last), $1::xid8) AS tx, coalesce((SELECT position FROM last), $2::bigint) AS position),
  next AS (
    SELECT tx, position FROM event_keys
    WHERE (tx, position) > (SELECT tx, position FROM start) AND ${settled}
    ORDER BY tx, position LIMIT $3)
  INSERT INTO archive_batches (number, name, from_tx, from_position, to_tx, to_position, events)
  SELECT number,
    to_char(now(), 'YYYYMMDD"T"HH24MI') || '-' || lpad(number::text, 8, '0') || '-' || left(md5(random()::text), 8),
    start.tx, start.position, head.tx, head.position, (SELECT count(*) FROM next)
  FROM start, LATERAL (SELECT tx, position FROM next ORDER BY tx DESC, position DESC LIMIT 1) AS head
  ON CONFLICT DO NOTHING
  RETURNING *`

/**
 * Decides on what to archive next, at most `limit` events, and records it before anything is written.
 * @returns undefined when all that is settled is archived, or another process decided at the same moment.
 */
export async function decideBatch(db: Database, limit: number): Promise<ArchiveBatch | undefined> {
  const { rows } = await db.query<Row>(decide, [logStart.tx, logStart.position, limit])
  return rows[0] && batchOf(rows[0])
}

/** Says how many events a batch has whose ledger has lost some since it was decided. */
export async function countAnew(db: Database, { number }: ArchiveBatch, events: number): Promise<void> {
  await db.query('UPDATE archive_batches SET events = $2 WHERE number = $1', [number, events])
}

export async function finishBatch(db: Database, { number }: ArchiveBatch): Promise<void> {
  await db.query(
    `UPDATE archive_batches SET done_at = coalesce(done_at, now()), signed_at = coalesce(signed_at, now()),
       unsigned_cause = NULL WHERE number = $1`,
    [number],
  )
}

/** The first of these batches (any, where none are named) that an earlier release wrote and that may still be signed. */
export async function unsignedBatch(db: Database, names?: readonly string[]): Promise<ArchiveBatch | undefined> {
  const { rows } = await db.query<Row>(
    `SELECT * FROM archive_batches
     WHERE done_at IS NOT NULL AND signed_at IS NULL AND unsigned_cause IS NULL AND ($1::text[] IS NULL OR name = ANY ($1))
     ORDER BY number LIMIT 1`,
    [names ?? null],
  )
  return rows[0] && batchOf(rows[0])
}

/** Whether the ledger still has every event of a batch. */
export async function isWhole(db: Database, { from, to, events }: ArchiveBatch): Promise<boolean> {
  const { rows } = await db.query<{ events: number }>(
    `SELECT count(*)::int AS events FROM event_keys
     JOIN events ON events.tenant_id = event_keys.tenant_id AND events.occurred_at = event_keys.occurred_at
       AND events.id = event_keys.event_id
     WHERE (event_keys.tx, event_keys.position) > ($1::xid8, $2::bigint)
       AND (event_keys.tx, event_keys.position) <= ($3::xid8, $4::bigint)`,
    [from.tx, from.position, to.tx, to.position],
  )
  return rows[0]?.events === events
}

/** Notes that a batch's manifest stays without a signature, and why. */
export async function leaveUnsigned(db: Database, { number }: ArchiveBatch, cause: string): Promise<void> {
  await db.query('UPDATE archive_batches SET unsigned_cause = $2 WHERE number = $1', [number, cause])
}

/** How many manifests of batches and runs are not signed yet, and how many never will be. */
export async function countUnsigned(db: Database): Promise<{ unsigned: number; unsignable: number }> {
  const { rows } = await db.query<{ unsigned: number; unsignable: number }>(
    `SELECT count(*) FILTER (WHERE unsigned_cause IS NULL)::int AS unsigned, count(unsigned_cause)::int AS unsignable
     FROM (SELECT unsigned_cause FROM archive_batches WHERE done_at IS NOT NULL AND signed_at IS NULL
       UNION ALL SELECT unsigned_cause FROM archive_tables WHERE done_at IS NOT NULL AND signed_at IS NULL) AS left_over`,
  )
  return rows[0] ?? { unsigned: 0, unsignable: 0 }
}

/**
 * How many events may wait to be archived, at most: positions that were given up count too. Costs the same however
 * many there are.
 */
export async function mayWait(db: Database): Promise<number> {
  const { position } = await archivedPosition(db)
  const { rows } = await db.query<{ waiting: string }>(
    'SELECT last_value - $1::bigint AS waiting FROM event_position',
    [position],
  )
  return Number(rows[0]?.waiting)
}

/** Seconds since the first event that is not archived was received; 0 when all are. */
export const oldestWaiting = async (db: Database): Promise<number> => secondsBehind(db, await archivedPosition(db))

/** The finished batches that hold events of an erasure, as the log has them. */
export async function batchesOf(db: Database, erasureId: string): Promise<ArchiveBatch[]> {
  const { rows } = await db.query<Row>(
    `SELECT * FROM archive_batches AS batch WHERE done_at IS NOT NULL AND EXISTS (
       SELECT FROM gdpr_erasure_events AS found
       JOIN event_keys ON event_keys.tenant_id = found.tenant_id AND event_keys.event_id = found.event_id
       WHERE found.request_id = $1 AND (event_keys.tx, event_keys.position) > (batch.from_tx, batch.from_position)
         AND (event_keys.tx, event_keys.position) <= (batch.to_tx, batch.to_position))
     ORDER BY number`,
    [erasureId],
  )
  return rows.map(batchOf)
}
