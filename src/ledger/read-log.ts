import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import { findRecent, holdsRecent } from './recent-cache.ts'
import { bytesOfEvent, columns, eventOf, selection } from './row.ts'

/** A place in the log: transaction, then position within it, both in decimal digits. */
export interface LogPosition {
  readonly tx: string
  readonly position: string
}

export interface LoggedEvent extends LogPosition {
  readonly event: StoredEvent
}

/**
 * The transaction under which restored events stand (restore.ts). PostgreSQL's own begin at 3, so they lie before
 * the position of any reader, which therefore does not get them a second time.
 */
export const restoredTx = '1'

/** Where the log begins: behind what was restored. */
export const logStart: LogPosition = { tx: '2', position: '0' }

/** Behind every event that there is. */
export const logEnd: LogPosition = { tx: '18446744073709551615', position: '9223372036854775807' }

export const isAfter = (a: LogPosition, b: LogPosition) =>
  BigInt(a.tx) > BigInt(b.tx) || (a.tx === b.tx && BigInt(a.position) > BigInt(b.position))

// Every transaction below xmin has ended, so nothing can appear later before what was read: no gap.
export const settled = 'tx < pg_snapshot_xmin(pg_current_snapshot())'

export interface Key extends LogPosition {
  readonly tenant_id: string
  readonly occurred_at: string
  readonly event_id: string
}

const names = Object.keys(columns).join(', ')

/** An event of the ledger as one text; ids are unique within a tenant. */
export const nameOf = (tenantId: string, id: string) => `${tenantId}\u0000${id}`

interface Page {
  /** How many events at most; a page also ends where its events have `pageBytes` together, one event always being among it. */
  readonly limit: number
  /** Reads all of a range that was decided on, however large. */
  readonly whole?: true
  /** Up to and with this position. */
  readonly until?: LogPosition
  /** Only this tenant's events. */
  readonly tenantId?: string
  /** Only these. */
  readonly positions?: readonly string[]
}

/**
 * Bytes of JSON that a page of the log has. A page may have thousands of events and an event almost a megabyte: all of it
 * would be more than a process, or a string, can hold.
 */
export const pageBytes = 64 * 1024 * 1024
/** So many of the largest events may be read without a look at their sizes. */
const fewEvents = 64

/** Reads a page of the log after a position, in order, without a gap whatever commits late. The end is where a page is empty. */
export const readLog = async (db: Database, after: LogPosition, page: Page): Promise<LoggedEvent[]> =>
  (await readLogPage(db, after, page)).events

/** The same, with whether more may follow at once: the page is full, in events or in bytes. */
export async function readLogPage(db: Database, after: LogPosition, page: Page): Promise<LogPage> {
  if (page.tenantId === undefined) return readPage(db, db, after, page)
  return withTenant(db, page.tenantId, (tx) => readPage(db, tx, after, page))
}

export interface LogPage {
  readonly events: LoggedEvent[]
  readonly isFull: boolean
}

/**
 * SQL that joins to `keys` their events of these moments. The bounds stand in the text, not in parameters: so the planner leaves out
 * partitions before it opens them. OFFSET keeps it to a look-up for each key: of a partition without statistics, as each is in the
 * first minutes of its month, a plain join would read all.
 */
const eventOfKey = (first: string, last: string) => `
  CROSS JOIN LATERAL (
    SELECT * FROM events
    WHERE tenant_id = keys.tenant_id AND occurred_at = keys.occurred_at AND id = keys.id
      AND occurred_at BETWEEN '${first}' AND '${last}'
    OFFSET 0) AS events`

/** As many of these keys, in their order, as a page may hold the events of; `known` need not be read. */
export async function withinBytes<K extends Key>(
  tx: Queryable,
  keys: readonly K[],
  known: (key: K) => boolean = () => false,
): Promise<K[]> {
  const unread = keys.filter((key) => !known(key))
  if (unread.length <= fewEvents) return [...keys]
  const moments = unread.map((key) => key.occurred_at).sort()
  const { rows } = await tx.query<{ tenant_id: string; id: string; bytes: number }>(
    `SELECT events.tenant_id, events.id, ${bytesOfEvent} AS bytes
     FROM unnest($1::text[], $2::timestamptz[], $3::uuid[]) AS keys(tenant_id, occurred_at, id)
     ${eventOfKey(moments[0] as string, moments.at(-1) as string)}`,
    [unread.map((key) => key.tenant_id), unread.map((key) => key.occurred_at), unread.map((key) => key.event_id)],
  )
  const sizes = new Map(rows.map(({ tenant_id, id, bytes }) => [nameOf(tenant_id, id), bytes]))
  let bytes = 0
  const end = keys.findIndex((key, index) => {
    if (!known(key)) bytes += sizes.get(nameOf(key.tenant_id, key.event_id)) ?? 0
    return bytes > pageBytes && index > 0
  })
  return end === -1 ? [...keys] : keys.slice(0, end)
}

const keysOfPage = `
  SELECT tx, position, tenant_id, occurred_at, event_id FROM event_keys
  WHERE (tx, position) > ($1::xid8, $2::bigint) AND ${settled}
    AND ($3::xid8 IS NULL OR (tx, position) <= ($3::xid8, $4::bigint))
    AND ($5::text IS NULL OR tenant_id = $5)
    AND ($7::bigint[] IS NULL OR position = ANY ($7))
  ORDER BY tx, position LIMIT $6`

const parametersOf = (after: LogPosition, { until, tenantId, limit, positions }: Page) => [
  ...[after.tx, after.position, until?.tx ?? null, until?.position ?? null],
  ...[tenantId ?? null, limit, positions ?? null],
]

interface Ends extends LogPosition {
  readonly keys: number
  readonly first: string
  readonly last: string
}

interface FoundRow extends StoredEvent, LogPosition {
  readonly found: number
}

/** Reads a page of which no event is at hand: where it ends, then all of it, so that no key makes the way to this process and back. */
async function readAtOnce(tx: Queryable, after: LogPosition, page: Page): Promise<LogPage> {
  const ends = await tx.query<Ends>(
    `SELECT count(*) OVER ()::int AS keys, min(occurred_at) OVER () AS first, max(occurred_at) OVER () AS last, tx, position
     FROM (${keysOfPage}) AS keys ORDER BY tx DESC, position DESC LIMIT 1`,
    parametersOf(after, page),
  )
  const [end] = ends.rows
  if (end === undefined) return { events: [], isFull: false }
  const { rows } = await tx.query<FoundRow>(
    `WITH keys(tx, position, tenant_id, occurred_at, id) AS MATERIALIZED (${keysOfPage}),
     sized AS (
       SELECT keys.tx, keys.position, ${selection},
         sum(${bytesOfEvent}) OVER (ORDER BY keys.tx, keys.position) AS bytes,
         row_number() OVER (ORDER BY keys.tx, keys.position) AS ordinal, count(*) OVER ()::int AS found
       FROM keys ${eventOfKey(end.first, end.last)})
     SELECT tx, position, ${names}, found FROM sized
     WHERE ${page.whole ? 'true' : `ordinal = 1 OR bytes <= ${pageBytes}`} ORDER BY tx, position`,
    parametersOf(after, { ...page, until: { tx: end.tx, position: end.position } }),
  )
  const isFull = end.keys === page.limit || rows.length < (rows[0]?.found ?? 0)
  if (rows.length === 0 && isFull) return readAtOnce(tx, end, page)
  const events = rows.map(({ tx, position, found: _, ...event }) => ({ tx, position, event: eventOf(event) }))
  return { events, isFull }
}

async function readPage(db: Database, tx: Queryable, after: LogPosition, page: Page): Promise<LogPage> {
  if (!holdsRecent(db)) return readAtOnce(tx, after, page)
  const keys = await tx.query<Key>(keysOfPage, parametersOf(after, page))
  const recent = new Map<Key, StoredEvent>()
  for (const key of keys.rows) {
    const event = findRecent(db, key.tenant_id, key.event_id)
    if (event !== undefined) recent.set(key, event)
  }
  const read = page.whole ? keys.rows : await withinBytes(tx, keys.rows, (key) => recent.has(key))
  const events = await readEvents(
    tx,
    read.filter((key) => !recent.has(key)),
  )
  // An event that is gone leaves its key, by which a repeat is recognised; the log continues without it.
  const found = read.flatMap((key) => {
    const { tx, position, tenant_id, event_id } = key
    const event = recent.get(key) ?? events.get(nameOf(tenant_id, event_id))
    return event === undefined ? [] : [{ tx, position, event }]
  })
  const isFull = keys.rows.length === page.limit || read.length < keys.rows.length
  const last = read.at(-1)
  if (found.length === 0 && last !== undefined && isFull) return readPage(db, tx, last, page)
  return { events: found, isFull }
}

/** The last settled position of the log: where a reader of only what is new begins. */
export async function logHead(db: Database): Promise<LogPosition> {
  const head = await db.query<LogPosition>(
    `SELECT tx, position FROM event_keys WHERE ${settled} ORDER BY tx DESC, position DESC LIMIT 1`,
  )
  return head.rows[0] ?? logStart
}

/** So many events that wait are counted, which costs some ten milliseconds; of more it is estimated how many there are. */
const mostCounted = 50_000

/**
 * How many events lie after a position. Beyond 50 000 by the sequence of positions, which counts those that were given up too:
 * the price does not grow with the lag.
 */
export async function countAfter(db: Database, after: LogPosition): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT CASE WHEN counted < $3 THEN counted
       ELSE greatest(counted, (SELECT last_value FROM event_position) - $2::bigint) END::float8 AS count
     FROM (SELECT count(*) AS counted FROM (
       SELECT FROM event_keys WHERE (tx, position) > ($1::xid8, $2::bigint) ORDER BY tx, position LIMIT $3) AS behind) AS first_ones`,
    [after.tx, after.position, mostCounted],
  )
  return Number(rows[0]?.count)
}

/** How many of a tenant's events lie after a position, and for how many seconds the first of them has been received. */
export async function ownBehind(
  db: Database,
  tenantId: string,
  after: LogPosition,
): Promise<{ events: number; seconds: number }> {
  const { rows } = await db.query<{ events: number; seconds: number }>(
    `SELECT count(*)::int AS events, coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 AS seconds
     FROM event_keys JOIN events ON events.tenant_id = event_keys.tenant_id
       AND events.occurred_at = event_keys.occurred_at AND events.id = event_keys.event_id
     WHERE (event_keys.tx, event_keys.position) > ($1::xid8, $2::bigint) AND event_keys.tenant_id = $3`,
    [after.tx, after.position, tenantId],
  )
  const { events, seconds } = rows[0] ?? { events: 0, seconds: 0 }
  return { events, seconds: Math.max(0, seconds) }
}

/** Seconds since the first event after a position was received; 0 where none is. */
export async function secondsBehind(db: Database, after: LogPosition): Promise<number> {
  const { rows } = await db.query<{ age: string }>(
    `SELECT extract(epoch FROM now() - received_at) AS age FROM events JOIN (
       SELECT tenant_id, occurred_at, event_id AS id FROM event_keys WHERE (tx, position) > ($1::xid8, $2::bigint)
       ORDER BY tx, position LIMIT 1) AS first USING (tenant_id, occurred_at, id)`,
    [after.tx, after.position],
  )
  return Math.max(0, Number(rows[0]?.age ?? 0))
}

/** The events of these keys as the ledger holds them, by `nameOf`; one that it does not hold is left out. */
export async function readEvents(tx: Queryable, keys: readonly Key[]): Promise<Map<string, StoredEvent>> {
  if (keys.length === 0) return new Map()
  const moments = keys.map((key) => key.occurred_at).sort()
  const { rows } = await tx.query<StoredEvent>(
    `SELECT ${selection} FROM unnest($1::text[], $2::timestamptz[], $3::uuid[]) AS keys(tenant_id, occurred_at, id)
     ${eventOfKey(moments[0] as string, moments.at(-1) as string)}`,
    [keys.map((key) => key.tenant_id), keys.map((key) => key.occurred_at), keys.map((key) => key.event_id)],
  )
  return new Map(rows.map((row) => [nameOf(row.tenant_id, row.id), eventOf(row)]))
}
