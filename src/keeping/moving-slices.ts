import { hourText, type Slice } from '../ledger/hourly-slices.ts'
import type { LogPosition } from '../ledger/read-log.ts'
import type { Database } from '../postgres/pool.ts'

/** What is at the warehouse at a moment: it holds all events up to `position` but those of the batches that are under way. */
export interface UnderWay {
  readonly position: LogPosition
  /** Positions in the log, as bounds of it. */
  readonly batches: readonly { readonly from: LogPosition; readonly to: LogPosition; readonly positions: string[] }[]
}

/** The batches over Kafka that a consumer has decided on and not finished. */
export async function batchesUnderWay(db: Database, consumer: string): Promise<UnderWay['batches']> {
  const { rows } = await db.query<
    Record<'from_tx' | 'from_position' | 'to_tx' | 'to_position', string> & { positions: string[] }
  >('SELECT from_tx, from_position, to_tx, to_position, positions FROM log_partition_batches WHERE consumer = $1', [
    consumer,
  ])
  return rows.map((row) => ({
    from: { tx: row.from_tx, position: row.from_position },
    to: { tx: row.to_tx, position: row.to_position },
    positions: row.positions,
  }))
}

/**
 * Slices of a range in which the warehouse may lack events now, or have such as are not finished: those of the batches that were
 * under way, and of all that the log holds behind the position by now.
 */
export async function movingSlices(
  db: Database,
  range: {
    readonly from: string
    readonly to: string
    readonly tenantId?: string | undefined
    readonly type?: string | undefined
  },
  { position, batches }: UnderWay,
): Promise<Slice[]> {
  const { rows } = await db.query<Slice>(
    `SELECT tenant_id, type, ${hourText} FROM (
       SELECT DISTINCT events.tenant_id, events.type, date_trunc('hour', events.occurred_at) AS hour
       FROM (
         SELECT tenant_id, event_id, occurred_at FROM event_keys WHERE (tx, position) > ($1::xid8, $2::bigint)
         UNION ALL SELECT tenant_id, event_id, occurred_at
         FROM unnest($7::xid8[], $8::bigint[], $9::xid8[], $10::bigint[]) AS batch(from_tx, from_position, to_tx, to_position)
         JOIN event_keys ON (tx, position) >= (from_tx, from_position) AND (tx, position) <= (to_tx, to_position)
         WHERE position = ANY ($11::bigint[])) AS keys
       JOIN events ON events.tenant_id = keys.tenant_id AND events.occurred_at = keys.occurred_at AND events.id = keys.event_id
       WHERE keys.occurred_at >= $3 AND keys.occurred_at < $4 AND ($5::text IS NULL OR keys.tenant_id = $5)
         AND ($6::text IS NULL OR events.type = $6)) AS moving`,
    [
      ...[position.tx, position.position, range.from, range.to, range.tenantId ?? null, range.type ?? null],
      batches.map(({ from }) => from.tx),
      batches.map(({ from }) => from.position),
      batches.map(({ to }) => to.tx),
      batches.map(({ to }) => to.position),
      batches.flatMap(({ positions }) => positions),
    ],
  )
  return rows
}
