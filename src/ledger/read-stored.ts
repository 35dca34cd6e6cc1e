import type { Database } from '../postgres/pool.ts'
import { type LoggedEvent, type LogPosition, nameOf, readEvents, settled, withinBytes } from './read-log.ts'

/** An event of the log with all that the ledger knows of it. */
export interface WholeEvent extends LoggedEvent {
  /** Of what the event says; 32 bytes in hex. */
  readonly payloadHash: string
}

interface Key extends LogPosition {
  readonly tenant_id: string
  readonly occurred_at: string
  readonly event_id: string
  readonly payload_hash: string
}

/**
 * Reads the log from the ledger itself, never from what is at hand of it: the same range gives the same text each
 * time, to the order of the names in `data`. A page is bounded in bytes too; the end of the range is where one is empty.
 */
export async function readWhole(
  db: Database,
  after: LogPosition,
  options: { until: LogPosition; limit: number },
): Promise<WholeEvent[]> {
  const keys = await db.query<Key>(
    `SELECT tx, position, tenant_id, occurred_at, event_id, encode(payload_hash, 'hex') AS payload_hash FROM event_keys
     WHERE (tx, position) > ($1::xid8, $2::bigint) AND (tx, position) <= ($3::xid8, $4::bigint) AND ${settled}
     ORDER BY tx, position LIMIT $5`,
    [after.tx, after.position, options.until.tx, options.until.position, options.limit],
  )
  const read = await withinBytes(db, keys.rows)
  const events = await readEvents(db, read)
  // An event that is gone leaves its key, by which a repeat is recognised; the log continues without it.
  const found = read.flatMap(({ tx, position, tenant_id, event_id, payload_hash }) => {
    const event = events.get(nameOf(tenant_id, event_id))
    return event === undefined ? [] : [{ tx, position, event, payloadHash: payload_hash }]
  })
  const last = read.at(-1)
  return found.length === 0 && last !== undefined ? readWhole(db, last, options) : found
}
