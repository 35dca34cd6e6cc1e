import { setTimeout as sleep } from 'node:timers/promises'
import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../postgres/pool.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { isAfter, type LogPosition, logHead } from './read-log.ts'
import { type Slice, sliceOf } from './slice.ts'

/** Events of a slice: how many, and the XOR of their checksums in decimal digits. */
export interface SliceTally extends Slice {
  readonly events: number
  readonly checksum: string
}

/** Counts events by slice. */
export function tallyEvents(events: Iterable<{ readonly event: StoredEvent }>): SliceTally[] {
  const tallies = new Map<string, { slice: Slice; events: number; checksum: bigint }>()
  for (const { event } of events) {
    const name = `${event.tenant_id}\u0000${event.type}\u0000${event.occurred_at.slice(0, 13)}`
    const known = tallies.get(name)
    if (known === undefined) tallies.set(name, { slice: sliceOf(event), events: 1, checksum: BigInt(event.checksum) })
    else {
      known.events += 1
      known.checksum ^= BigInt(event.checksum)
    }
  }
  return [...tallies.values()].map(({ slice, events, checksum }) => ({ ...slice, events, checksum: String(checksum) }))
}

/**
 * SQL that adds to the counts what a source with the columns of a tally holds. In one order, so that two who add never wait for
 * each other in a circle.
 */
export const addCounts = (source: string) => `
  INSERT INTO log_counts AS known (tenant_id, type, hour, events, checksum)
  SELECT tenant_id, type, hour, events, checksum FROM ${source} ORDER BY tenant_id, hour, type
  ON CONFLICT (tenant_id, hour, type) DO UPDATE
    SET events = known.events + excluded.events, checksum = known.checksum # excluded.checksum`

/** SQL of events as tallies. */
export const tallied = (source: string) => `
  SELECT tenant_id, type, date_trunc('hour', occurred_at) AS hour, count(*) AS events, bit_xor(checksum) AS checksum
  FROM ${source} GROUP BY 1, 2, 3`

/** Up to where the log is counted. */
export async function countedPosition(db: Database): Promise<LogPosition> {
  const { rows } = await db.query<LogPosition>('SELECT tx, position FROM log_counted')
  return rows[0] as LogPosition
}

/** So many are counted at a time: a batch that finishes waits for it. */
const legEvents = 20_000

const leg = `
  WITH keys AS MATERIALIZED (
    SELECT tx, position, tenant_id, occurred_at, event_id AS id FROM event_keys
    WHERE (tx, position) > ($1::xid8, $2::bigint) AND (tx, position) <= ($3::xid8, $4::bigint)
    ORDER BY tx, position LIMIT ${legEvents}),
  found AS (
    SELECT events.tenant_id, events.type, events.occurred_at, events.checksum
    FROM keys JOIN events USING (tenant_id, occurred_at, id)),
  added AS (${addCounts(`(${tallied('found')}) AS tallies`)}),
  ends AS (
    SELECT $3::xid8 AS tx, $4::bigint AS position WHERE (SELECT count(*) FROM keys) < ${legEvents}
    UNION ALL (SELECT tx, position FROM keys WHERE (SELECT count(*) FROM keys) = ${legEvents}
      ORDER BY tx DESC, position DESC LIMIT 1))
  UPDATE log_counted SET tx = ends.tx, position = ends.position FROM ends
  RETURNING log_counted.tx, log_counted.position`

/**
 * Counts what the log holds up to a settled position and is not counted yet: what was there before the log counted itself, and
 * what a reader left out. Each leg is a transaction, so that it continues where it was interrupted.
 */
export async function countLog(db: Database, until: LogPosition, signal?: AbortSignal): Promise<void> {
  for (let at = await countedPosition(db); isAfter(until, at); ) {
    signal?.throwIfAborted()
    at = await inTransaction(db, async (client) => {
      const { rows } = await client.query<LogPosition>('SELECT tx, position FROM log_counted FOR UPDATE')
      const place = rows[0] as LogPosition
      if (!isAfter(until, place)) return place
      const moved = await client.query<LogPosition>(leg, [place.tx, place.position, until.tx, until.position])
      return moved.rows[0] as LogPosition
    })
  }
}

const patienceMs = 30_000
const lookMs = 50

/**
 * Makes sure that these events are counted, before they change or leave: a reader that has them at hand as they were cannot count
 * them any more.
 * @throws Error while a transaction stays open that began before them
 */
export async function countEvents(db: Database, tenantId: string, ids: readonly string[]): Promise<void> {
  for (const deadline = performance.now() + patienceMs; ; await sleep(lookMs)) {
    const { rows } = await db.query(
      `SELECT FROM event_keys, log_counted WHERE tenant_id = $1 AND event_id = ANY ($2::uuid[])
         AND (event_keys.tx, event_keys.position) > (log_counted.tx, log_counted.position) LIMIT 1`,
      [tenantId, ids],
    )
    if (rows.length === 0) return
    if (performance.now() > deadline)
      throw new Error('a transaction of the ledger stays open; its events are not counted yet')
    await countLog(db, await logHead(db))
  }
}
