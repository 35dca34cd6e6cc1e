import type { Database } from '../postgres/pool.ts'
import type { Slice } from './hourly-slices.ts'
import { partitionMonths } from './partitions.ts'
import type { LogPosition } from './read-log.ts'

/** Events that left the ledger and are held elsewhere: how many of an hour, and the XOR of their checksums. */
const noteLeft = (source: string) => `
  INSERT INTO ledger_left AS known (tenant_id, type, hour, events, checksum)
  SELECT tenant_id, type, date_trunc('hour', occurred_at), count(*), bit_xor(checksum) FROM ${source} GROUP BY 1, 2, 3
  ON CONFLICT (tenant_id, hour, type) DO UPDATE
    SET events = known.events + excluded.events, checksum = known.checksum # excluded.checksum`

/** SQL of whether an event is one that a consumer set aside: its store lacks it, and the ledger may be the only one that has it. */
export const isSetAside = `EXISTS (SELECT FROM set_aside_events AS aside
  WHERE aside.tenant_id = events.tenant_id AND aside.event_id = events.id)`

const removal = `
  WITH gone AS (
    DELETE FROM events USING event_keys
    WHERE events.tenant_id = $1 AND events.type = $2
      AND events.occurred_at >= $3::timestamptz AND events.occurred_at < $3::timestamptz + interval '1 hour'
      AND event_keys.tenant_id = events.tenant_id AND event_keys.event_id = events.id
      AND (event_keys.tx, event_keys.position) <= ($4::xid8, $5::bigint)
      AND NOT ${isSetAside}
    RETURNING events.tenant_id, events.type, events.occurred_at, events.checksum),
  noted AS (${noteLeft('gone')}),
  counted AS (
    UPDATE retention_removals SET events = events + (SELECT count(*) FROM gone), removed_at = now()
    WHERE run_id = $6 AND store = 'ledger' AND action = 'delete' AND tenant_id = $1 AND type = $2 AND month = $7)
  SELECT count(*)::int AS events FROM gone`

/**
 * Removes the events of an hour that lie at or before a position of the log; their keys stay, by which repeats are refused.
 * One statement: what is removed is counted with it, wherever the process ends.
 * @returns how many
 */
export async function removeEvents(
  db: Database,
  { tenant_id, type, hour }: Slice,
  position: LogPosition,
  run: { readonly id: string; readonly month: string },
): Promise<number> {
  const { rows } = await db.query<{ events: number }>(removal, [
    ...[tenant_id, type, hour, position.tx, position.position, run.id, run.month],
  ])
  return rows[0]?.events ?? 0
}

/** What a partition holds, of all tenants. */
export interface PartitionCount {
  readonly events: number
  /** XOR of the checksums, in decimal digits. */
  readonly checksum: string
}

const tableOf = (month: string) => {
  if (!/^\d{4}-\d{2}$/.test(month)) throw new Error(`${month} is no month`)
  return `events_${month.replace('-', '_')}`
}

export async function countPartition(db: Database, month: string): Promise<PartitionCount> {
  const { rows } = await db.query<{ events: string; checksum: string | null }>(
    `SELECT count(*) AS events, bit_xor(checksum)::text AS checksum FROM ${tableOf(month)}`,
  )
  return { events: Number(rows[0]?.events), checksum: rows[0]?.checksum ?? '0' }
}

/** How long ingest may wait behind the lock that dropping a partition takes; it is tried again later. */
const lockTimeoutMs = 2_000

/**
 * Drops a month's partition, if it still holds what was looked at, and notes what left with it.
 * @returns whether it did
 */
export async function dropPartition(db: Database, month: string, expected: PartitionCount): Promise<boolean> {
  const table = tableOf(month)
  const client = await db.connect()
  let broken: Error | undefined
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = ${lockTimeoutMs}; SET LOCAL statement_timeout = 0`)
    await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
    const { rows } = await client.query<{ events: string; checksum: string | null }>(
      `SELECT count(*) AS events, bit_xor(checksum)::text AS checksum FROM ${table}`,
    )
    const isSame = Number(rows[0]?.events) === expected.events && (rows[0]?.checksum ?? '0') === expected.checksum
    if (isSame) {
      await client.query(noteLeft(table))
      await client.query(`DROP TABLE ${table}`)
    }
    await client.query('COMMIT')
    return isSame
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** Slices of which the ledger lacks events that it took, with what it lacks. */
export async function leftSlices(
  db: Database,
  range: {
    readonly from: string
    readonly to: string
    readonly tenantId?: string | undefined
    readonly type?: string | undefined
  },
): Promise<(Slice & { readonly events: number })[]> {
  const { rows } = await db.query<Slice & { events: string }>(
    `SELECT tenant_id, type, to_char(hour, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS hour, events FROM ledger_left
     WHERE hour >= date_trunc('hour', $1::timestamptz) AND hour < $2 AND ($3::text IS NULL OR tenant_id = $3)
       AND ($4::text IS NULL OR type = $4) AND events > 0`,
    [range.from, range.to, range.tenantId ?? null, range.type ?? null],
  )
  return rows.map((row) => ({ ...row, events: Number(row.events) }))
}

/** From when to when events of a tenant left the ledger, as whole hours; undefined where none did. */
export async function leftSpan(
  db: Database,
  tenantId: string,
  {
    from,
    to,
    type,
  }: { readonly from?: string | undefined; readonly to?: string | undefined; readonly type?: string | undefined } = {},
): Promise<{ readonly from: string; readonly to: string } | undefined> {
  const { rows } = await db.query<{ first: string | null; last: string | null }>(
    `SELECT to_char(min(hour), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS first,
       to_char(max(hour) + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last
     FROM ledger_left WHERE tenant_id = $1 AND events > 0 AND ($4::text IS NULL OR type = $4)
       AND hour >= date_trunc('hour', coalesce($2::timestamptz, '-infinity')) AND hour < coalesce($3::timestamptz, 'infinity')`,
    [tenantId, from ?? null, to ?? null, type ?? null],
  )
  const { first = null, last = null } = rows[0] ?? {}
  return first === null || last === null ? undefined : { from: first, to: last }
}

/** The months, `2026-10`, of which the ledger has events or had some: those that all stores are compared by. */
export async function knownMonths(db: Database): Promise<string[]> {
  const { rows } = await db.query<{ month: string }>(
    `SELECT DISTINCT to_char(hour, 'YYYY-MM') AS month FROM ledger_left WHERE events > 0`,
  )
  return [...new Set([...(await partitionMonths(db)), ...rows.map(({ month }) => month)])].sort()
}
