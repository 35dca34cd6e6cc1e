import type { Database } from '../postgres/pool.ts'
import { lacksPartition } from '../postgres/sql-states.ts'
import type { NewEvent } from './append.ts'
import { addCounts, countLog, tallied } from './log-counts.ts'
import { ensurePartitions, forgetPartitions } from './partitions.ts'
import { logHead, restoredTx } from './read-log.ts'
import { columns } from './row.ts'

/** What became of events that were to be brought back. */
export interface Restored {
  readonly restored: number
  /** Events that were there. */
  readonly present: number
  /** Events whose key, or id, another event holds; they were left out. */
  readonly conflicts: number
}

const names = Object.keys(columns)
const input = Object.entries({ ...columns, payload_hash: 'text' })
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')

// A key may have outlived its event, which left the ledger (leave.ts) or was lost with its partition: then only the event is
// added, and is no longer counted among those that left; the log has counted it before. Both inserts leave alone what is there, so a repeat does nothing.
const restore = `
  WITH place AS MATERIALIZED (SELECT tx FROM log_counted FOR UPDATE),
  input AS MATERIALIZED (SELECT input.* FROM place, json_to_recordset($1::json) AS input(${input})),
  claimed AS (
    INSERT INTO event_keys (tx, tenant_id, idempotency_key, event_id, occurred_at, payload_hash)
    SELECT '${restoredTx}'::xid8, tenant_id, idempotency_key, id, occurred_at, decode(payload_hash, 'hex') FROM input
    ON CONFLICT DO NOTHING
    RETURNING tenant_id, event_id
  ),
  held AS (
    SELECT event_keys.tenant_id, event_keys.event_id FROM event_keys
    JOIN input USING (tenant_id, idempotency_key, occurred_at)
    WHERE event_keys.event_id = input.id AND event_keys.payload_hash = decode(input.payload_hash, 'hex')
  ),
  mine AS (SELECT * FROM claimed UNION SELECT * FROM held),
  added AS (
    INSERT INTO events (${names.join(', ')})
    SELECT ${names.map((name) => `input.${name}`).join(', ')}
    FROM input JOIN mine ON mine.tenant_id = input.tenant_id AND mine.event_id = input.id
    ON CONFLICT DO NOTHING
    RETURNING tenant_id, id, type, occurred_at, checksum
  ),
  back AS (
    SELECT tenant_id, type, date_trunc('hour', occurred_at) AS hour, count(*) AS events, bit_xor(checksum) AS checksum
    FROM added WHERE NOT EXISTS (
      SELECT FROM claimed WHERE claimed.tenant_id = added.tenant_id AND claimed.event_id = added.id)
    GROUP BY 1, 2, 3
  ),
  no_longer_left AS (
    UPDATE ledger_left SET events = ledger_left.events - back.events, checksum = ledger_left.checksum # back.checksum
    FROM back WHERE ledger_left.tenant_id = back.tenant_id AND ledger_left.type = back.type AND ledger_left.hour = back.hour
      AND ledger_left.events >= back.events
  ),
  anew AS (
    SELECT added.* FROM added JOIN claimed ON claimed.tenant_id = added.tenant_id AND claimed.event_id = added.id
  ),
  counted AS (${addCounts(`(${tallied('anew')}) AS tallies`)})
  SELECT (SELECT count(*)::int FROM added) AS restored, (SELECT count(*)::int FROM mine) AS mine`

/**
 * Brings events back under their own ids, keys, checksums and payload hashes, in one transaction. They stand before the
 * beginning of the log, so that no reader of it gets them a second time.
 * @throws PostgreSQL's error, and nothing was restored.
 */
export async function restoreEvents(db: Database, events: readonly NewEvent[]): Promise<Restored> {
  // What left the ledger is counted among what the log has counted: so that has to be all of it.
  await countLog(db, await logHead(db))
  const moments = events.map(({ event }) => event.occurred_at)
  const rows = events.map(({ event, payloadHash }) => ({ ...event, payload_hash: payloadHash.toString('hex') }))
  const insert = async () => {
    await ensurePartitions(db, moments)
    return db.query<{ restored: number; mine: number }>(restore, [JSON.stringify(rows)])
  }
  const found = await insert().catch((error) => {
    if (!lacksPartition(error)) throw error
    forgetPartitions(db)
    return insert()
  })
  const { restored = 0, mine = 0 } = found.rows[0] ?? {}
  return { restored, present: mine - restored, conflicts: events.length - mine }
}
