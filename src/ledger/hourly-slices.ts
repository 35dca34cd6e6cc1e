import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../postgres/pool.ts'
import { type BoundedRow, boundedInBytes, takeMore } from './bounded.ts'
import { type LoggedEvent, type LogPage, type LogPosition, pageBytes } from './read-log.ts'
import { eventOf, selection } from './row.ts'

/** All events of a tenant and type in one hour; `hour` is RFC 3339 in UTC. */
export interface Slice {
  readonly tenant_id: string
  readonly type: string
  readonly hour: string
}

const isNotSetAside = (table: string, consumer = "'warehouse'") => `NOT EXISTS (SELECT FROM set_aside_events
  WHERE set_aside_events.consumer = ${consumer} AND set_aside_events.tenant_id = ${table}.tenant_id
    AND set_aside_events.event_id = ${table}.id)`

interface Counted extends Slice {
  readonly count: number
  readonly checksum: string
}

/**
 * Counts events by slice, with the XOR of their checksums. Only events at or before a position of the log count: those
 * beyond it, few and found by the log's index, are taken off again, in the same snapshot.
 * Events that the consumer set aside whose store is compared are left out: no repair could bring them there. Events that left
 * the ledger (leave.ts) count as before: every other store had them by then.
 * @param range moments on whole hours; `from` is included, `to` is not.
 */
export async function countSlices(
  db: Database,
  range: { from: string; to: string; tenantId?: string | undefined; type?: string | undefined },
  position: LogPosition,
  consumer = 'warehouse',
): Promise<Counted[]> {
  const counted = (source: string, sign: number) => `
    SELECT tenant_id, type, to_char(date_trunc('hour', occurred_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS hour,
      ${sign} * count(*) AS count, bit_xor(checksum) AS checksum
    FROM ${source}
    WHERE occurred_at >= $3 AND occurred_at < $4 AND ($5::text IS NULL OR tenant_id = $5)
      AND ($6::text IS NULL OR type = $6) AND ${isNotSetAside(source.startsWith('(') ? 'beyond' : 'events', '$7')}
    GROUP BY 1, 2, 3`
  const beyond = `(
    SELECT events.* FROM event_keys JOIN events ON events.tenant_id = event_keys.tenant_id
      AND events.occurred_at = event_keys.occurred_at AND events.id = event_keys.event_id
    WHERE (event_keys.tx, event_keys.position) > ($1::xid8, $2::bigint)) AS beyond`
  const left = `
    SELECT tenant_id, type, to_char(hour, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), events, checksum FROM ledger_left
    WHERE hour >= $3 AND hour < $4 AND ($5::text IS NULL OR tenant_id = $5) AND ($6::text IS NULL OR type = $6)`
  const { rows } = await db.query<Slice & { count: string; checksum: string }>(
    `SELECT tenant_id, type, hour, sum(count) AS count, bit_xor(checksum)::text AS checksum
     FROM (${counted('events', 1)} UNION ALL ${counted(beyond, -1)} UNION ALL ${left}) AS all_ways
     GROUP BY 1, 2, 3 HAVING sum(count) > 0`,
    [position.tx, position.position, range.from, range.to, range.tenantId ?? null, range.type ?? null, consumer],
  )
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

const pageEvents = 5_000

/** The events of slices at or before a position of the log, some thousands at a time. */
export async function* readSlices(
  db: Database,
  slices: readonly Slice[],
  position: LogPosition,
): AsyncGenerator<LoggedEvent[]> {
  let gathered: LoggedEvent[] = []
  for (const slice of slices) {
    for await (const { events, isFull } of readSlice(db, slice, position)) {
      gathered.push(...events)
      if (gathered.length < pageEvents && !isFull) continue
      yield gathered
      gathered = []
    }
  }
  if (gathered.length > 0) yield gathered
}

async function* readSlice(db: Database, slice: Slice, position: LogPosition): AsyncGenerator<LogPage> {
  const { tenant_id, type, hour } = slice
  let last: readonly [string, string] = [hour, '00000000-0000-0000-0000-000000000000']
  for (;;) {
    const statement = `SELECT ${selection}, event_keys.tx, event_keys.position FROM events
       JOIN event_keys ON event_keys.tenant_id = events.tenant_id AND event_keys.event_id = events.id
       WHERE events.tenant_id = $3 AND events.type = $4
         AND events.occurred_at >= $5::timestamptz AND events.occurred_at < $5::timestamptz + interval '1 hour'
         AND (events.occurred_at, events.id) > ($6::timestamptz, $7::uuid)
         AND ${isNotSetAside('events')}
         AND (event_keys.tx, event_keys.position) <= ($1::xid8, $2::bigint)
       ORDER BY events.occurred_at, events.id LIMIT ${pageEvents}`
    const { rows } = await db.query<StoredEvent & LogPosition & BoundedRow>(
      boundedInBytes(statement, { most: pageBytes, order: 'ASC', others: ['tx', 'position'] }),
      [position.tx, position.position, tenant_id, type, hour, ...last],
    )
    const isFull = takeMore(rows) || rows.length === pageEvents
    const events = rows.map(({ tx, position, ...row }) => ({ tx, position, event: eventOf(row) }))
    yield { events, isFull }
    const end = events.at(-1)?.event
    if (end === undefined || !isFull) return
    last = [end.occurred_at, end.id]
  }
}

/** When the newest event of a range occurred, to the hour where it left the ledger; undefined where there is none. */
export async function newestMoment(
  db: Database,
  range: { tenantId: string; type?: string | undefined; from?: string | undefined; to?: string | undefined },
): Promise<string | undefined> {
  const { rows } = await db.query<{ newest: string | null }>(
    `SELECT greatest(
       (SELECT max(occurred_at) FROM events WHERE tenant_id = $1 AND ($2::text IS NULL OR type = $2)
         AND occurred_at >= coalesce($3::timestamptz, '-infinity') AND occurred_at < coalesce($4::timestamptz, 'infinity')),
       (SELECT max(hour) FROM ledger_left WHERE tenant_id = $1 AND ($2::text IS NULL OR type = $2) AND events > 0
         AND hour >= coalesce($3::timestamptz, '-infinity') AND hour < coalesce($4::timestamptz, 'infinity'))) AS newest`,
    [range.tenantId, range.type ?? null, range.from ?? null, range.to ?? null],
  )
  return rows[0]?.newest ?? undefined
}
