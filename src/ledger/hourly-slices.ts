import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../postgres/pool.ts'
import { type BoundedRow, boundedInBytes, takeMore } from './bounded.ts'
import { tallied } from './log-counts.ts'
import { type LoggedEvent, type LogPage, type LogPosition, pageBytes } from './read-log.ts'
import { eventOf, selection } from './row.ts'
import type { Slice } from './slice.ts'

export type { Slice }

/** SQL of whether an event of a table is none that a consumer set aside. */
export const isNotSetAside = (table: string, consumer = "'warehouse'") => `NOT EXISTS (SELECT FROM set_aside_events
  WHERE set_aside_events.consumer = ${consumer} AND set_aside_events.tenant_id = ${table}.tenant_id
    AND set_aside_events.event_id = ${table}.id)`

/** A slice's events, and the XOR of their checksums in decimal digits. */
export interface Counted extends Slice {
  readonly count: number
  readonly checksum: string
}

/** Events of a part of the log, as SQL: after one place, up to another. Their keys tell where they are. */
export const between = (after: string, upTo: string) => `
  SELECT events.tenant_id, events.type, events.occurred_at, events.checksum
  FROM event_keys JOIN events ON events.tenant_id = event_keys.tenant_id
    AND events.occurred_at = event_keys.occurred_at AND events.id = event_keys.event_id
  WHERE (event_keys.tx, event_keys.position) > ${after} AND (event_keys.tx, event_keys.position) <= ${upTo}`

/** Events at or before a position that a consumer set aside; few, and each of them in the ledger. */
export const setAsideBy = (consumer: string, upTo: string) => `
  SELECT events.tenant_id, events.type, events.occurred_at, events.checksum
  FROM (SELECT DISTINCT tenant_id, event_id FROM set_aside_events WHERE consumer = ${consumer}) AS aside
  JOIN event_keys USING (tenant_id, event_id)
  JOIN events ON events.tenant_id = aside.tenant_id AND events.occurred_at = event_keys.occurred_at
    AND events.id = aside.event_id
  WHERE (event_keys.tx, event_keys.position) <= ${upTo}`

/** SQL of an hour as a slice has it. */
export const hourText = `to_char(hour, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS hour`
/** SQL of the place up to which the log is counted, as a query with `placeOfCounts` knows it. */
export const countedPlace = '((SELECT tx FROM place), (SELECT position FROM place))'
export const placeOfCounts = 'place AS MATERIALIZED (SELECT tx, position FROM log_counted)'

/**
 * Counts events by slice, with the XOR of their checksums. Only events at or before a position of the log count: what the log
 * has counted, with those between its place and this position added or taken off, in one snapshot. No event is read but these.
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
  const isMeant = (moment: string) =>
    `${moment} >= $3 AND ${moment} < $4 AND ($5::text IS NULL OR tenant_id = $5) AND ($6::text IS NULL OR type = $6)`
  const changed = (events: string, sign: number) => `
    SELECT tenant_id, type, hour, ${sign} * events, checksum
    FROM (${tallied(`(${events}) AS found WHERE ${isMeant('occurred_at')}`)}) AS tallies`
  const asked = '($1::xid8, $2::bigint)'
  const { rows } = await db.query<Slice & { count: string; checksum: string }>(
    `WITH ${placeOfCounts}
     SELECT tenant_id, type, ${hourText}, sum(events) AS count, bit_xor(checksum)::text AS checksum
     FROM (
       SELECT tenant_id, type, hour, events, checksum FROM log_counts WHERE ${isMeant('hour')}
       UNION ALL ${changed(between(countedPlace, asked), 1)}
       UNION ALL ${changed(between(asked, countedPlace), -1)}
       UNION ALL ${changed(setAsideBy('$7', asked), -1)}) AS all_ways
     GROUP BY tenant_id, type, all_ways.hour HAVING sum(events) > 0`,
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
