import type { Database } from '../postgres/pool.ts'
import { inTransaction } from '../postgres/transaction.ts'
import {
  between,
  type Counted,
  countedPlace,
  hourText,
  isNotSetAside,
  placeOfCounts,
  type Slice,
  setAsideBy,
} from './hourly-slices.ts'
import { tallied } from './log-counts.ts'
import { type LogPosition, logEnd } from './read-log.ts'

/**
 * Counts events by slice by reading them, as `countSlices` does from what the log has counted: for what must be sure of the ledger
 * itself, as before events leave it.
 */
export async function recountRange(
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

const askedSlices =
  'asked AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS it(tenant_id, type, hour))'

/** SQL of what the ledger holds of `asked` slices up to a place: read event by event, with what left it. */
const recounted = (upTo: string, end: string) => {
  const ofAsked = (events: string) => `(
    SELECT found.* FROM (${events}) AS found JOIN asked ON asked.tenant_id = found.tenant_id AND asked.type = found.type
      AND asked.hour = date_trunc('hour', found.occurred_at)) AS meant`
  return `
    SELECT tenant_id, type, hour, events, checksum FROM (${tallied(`(
      SELECT events.tenant_id, events.type, events.occurred_at, events.checksum
      FROM asked JOIN events ON events.tenant_id = asked.tenant_id AND events.type = asked.type
        AND events.occurred_at >= asked.hour AND events.occurred_at < asked.hour + interval '1 hour') AS held`)}) AS tallies
    UNION ALL SELECT tenant_id, type, hour, -events, checksum FROM (${tallied(ofAsked(between(upTo, end)))}) AS beyond
    UNION ALL SELECT ledger_left.* FROM ledger_left JOIN asked USING (tenant_id, type, hour)`
}

const everything = `('${logEnd.tx}'::xid8, ${logEnd.position}::bigint)`
const arraysOf = (slices: readonly Slice[]) => [
  slices.map(({ tenant_id }) => tenant_id),
  slices.map(({ type }) => type),
  slices.map(({ hour }) => hour),
]

/** The same as `countSlices` of these slices, by reading their events: what the ledger really holds, and what left it. */
export async function recountSlices(
  db: Database,
  slices: readonly Slice[],
  position: LogPosition,
  consumer = 'warehouse',
): Promise<Counted[]> {
  const upTo = '($4::xid8, $5::bigint)'
  const { rows } = await db.query<Slice & { count: string; checksum: string }>(
    `WITH ${askedSlices}
     SELECT tenant_id, type, ${hourText}, sum(events) AS count, bit_xor(checksum)::text AS checksum
     FROM (${recounted(upTo, everything)}
       UNION ALL SELECT tallies.tenant_id, tallies.type, tallies.hour, -events, checksum
         FROM (${tallied(`(${setAsideBy('$6', upTo)}) AS aside`)}) AS tallies JOIN asked USING (tenant_id, type, hour)) AS all_ways
     GROUP BY tenant_id, type, all_ways.hour HAVING sum(events) > 0`,
    [...arraysOf(slices), position.tx, position.position, consumer],
  )
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

/** A slice of which the ledger holds other events than the log has counted. */
export interface Miscounted extends Slice {
  readonly counted: { readonly count: number; readonly checksum: string }
  readonly held: { readonly count: number; readonly checksum: string }
}

/** Reads the events of slices and tells those of which the ledger no longer holds what the log has counted. */
export async function findMiscounted(db: Database, slices: readonly Slice[]): Promise<Miscounted[]> {
  const { rows } = await db.query<Slice & { events: string; checksum: string; held: string; held_checksum: string }>(
    `WITH ${placeOfCounts}, ${askedSlices},
     held AS (SELECT tenant_id, type, hour, sum(events) AS events, bit_xor(checksum) AS checksum
       FROM (${recounted(countedPlace, everything)}) AS all_ways GROUP BY 1, 2, 3),
     known AS (SELECT log_counts.* FROM log_counts JOIN asked USING (tenant_id, type, hour))
     SELECT tenant_id, type, ${hourText}, coalesce(known.events, 0) AS events, coalesce(known.checksum, 0)::text AS checksum,
       coalesce(held.events, 0) AS held, coalesce(held.checksum, 0)::text AS held_checksum
     FROM asked LEFT JOIN held USING (tenant_id, type, hour) LEFT JOIN known USING (tenant_id, type, hour)
     WHERE (coalesce(known.events, 0), coalesce(known.checksum, 0)) <> (coalesce(held.events, 0), coalesce(held.checksum, 0))`,
    arraysOf(slices),
  )
  return rows.map(({ events, checksum, held, held_checksum, ...slice }) => ({
    ...slice,
    counted: { count: Number(events), checksum },
    held: { count: Number(held), checksum: held_checksum },
  }))
}

/** Slices that the log has counted, from an hour on: as many as hold `events` together, one at least. */
export async function slicesFrom(db: Database, hour: string, events: number): Promise<Slice[]> {
  const { rows } = await db.query<Slice>(
    `SELECT tenant_id, type, ${hourText} FROM (
       SELECT tenant_id, type, hour, sum(events) OVER (ORDER BY hour, tenant_id, type) - events AS before FROM (
         SELECT * FROM log_counts WHERE hour >= $1 ORDER BY hour, tenant_id, type LIMIT 1000) AS next) AS running
     WHERE before < $2`,
    [hour, events],
  )
  return rows
}

/** The slices of a range that the log has counted. */
export async function countedSlices(
  db: Database,
  range: { from: string; to: string; tenantId?: string | undefined; type?: string | undefined },
): Promise<Slice[]> {
  const { rows } = await db.query<Slice>(
    `SELECT tenant_id, type, ${hourText} FROM log_counts WHERE hour >= $1 AND hour < $2
       AND ($3::text IS NULL OR tenant_id = $3) AND ($4::text IS NULL OR type = $4)`,
    [range.from, range.to, range.tenantId ?? null, range.type ?? null],
  )
  return rows
}

/** The hours of the first and of the last event that the log has counted; undefined where there is none. */
export async function countedSpan(db: Database): Promise<{ first: string; last: string } | undefined> {
  const { rows } = await db.query<{ first: string | null; last: string | null }>(
    'SELECT min(hour) AS first, max(hour) AS last FROM log_counts',
  )
  const { first = null, last = null } = rows[0] ?? {}
  return first === null || last === null ? undefined : { first, last }
}

/** Makes the counts of slices what the ledger holds of them. @returns how many were others */
export async function correctCounts(db: Database, slices: readonly Slice[]): Promise<number> {
  return inTransaction(db, async (tx) => {
    await tx.query('SELECT FROM log_counted FOR UPDATE')
    const { rowCount } = await tx.query(
      `WITH ${placeOfCounts}, ${askedSlices},
       held AS (SELECT tenant_id, type, hour, sum(events) AS events, bit_xor(checksum) AS checksum
         FROM (${recounted(countedPlace, everything)} UNION ALL SELECT tenant_id, type, hour, 0, 0 FROM asked) AS all_ways
         GROUP BY 1, 2, 3)
       INSERT INTO log_counts AS known (tenant_id, type, hour, events, checksum)
       SELECT tenant_id, type, hour, events, checksum FROM held ORDER BY tenant_id, hour, type
       ON CONFLICT (tenant_id, hour, type) DO UPDATE SET events = excluded.events, checksum = excluded.checksum
       WHERE (known.events, known.checksum) <> (excluded.events, excluded.checksum)`,
      arraysOf(slices),
    )
    return rowCount ?? 0
  })
}
