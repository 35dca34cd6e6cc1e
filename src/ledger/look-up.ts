import type { StoredEvent } from '../events/envelope.ts'
import { isDateTime, isUuid } from '../events/formats.ts'
import { toMicroseconds } from '../platform/clock.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import { type BoundedRow, boundedInBytes, takeMore } from './bounded.ts'
import { eventOf, selection } from './row.ts'

/** What a look-up may be narrowed by; `from` is included, `to` is not. Moments in RFC 3339. */
export interface EventFilters {
  readonly type?: string
  readonly action?: string
  /** Of several values, events that have one of them. */
  readonly user_id?: string | readonly string[]
  readonly order_id?: string | readonly string[]
  readonly session_id?: string | readonly string[]
  readonly device_id?: string | readonly string[]
  readonly payment_id?: string
  readonly shipment_id?: string
  readonly cart_id?: string
  /** Of adverse events. */
  readonly report_id?: string
  /** Of the event itself, of one of its order or return lines, or of a shipment's list. */
  readonly lot?: string
  readonly from?: string
  readonly to?: string
}

/** Fields of `data` that a look-up may name. */
export const inData = ['payment_id', 'shipment_id', 'cart_id', 'report_id'] as const

// As the indexes have it: a value of any length may stand under the name.
const bounded = (name: string) => `"left"(data ->> '${name}', 128)`

// As the index events_lots_within has it: the planner matches the expression and the condition word by word.
const lotsWithin = `(jsonb_path_query_array(data, '$.items[*].lot') || jsonb_path_query_array(data, '$.lots[*]'))`

const equal = ['type', 'action', 'user_id', 'order_id', 'session_id', 'device_id'] as const

/** The event of this tenant with this id, or undefined. */
export async function findEvent(db: Database, tenantId: string, id: string): Promise<StoredEvent | undefined> {
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<StoredEvent>(
      `SELECT ${selection} FROM event_keys JOIN events ON events.tenant_id = event_keys.tenant_id
         AND events.occurred_at = event_keys.occurred_at AND events.id = event_keys.event_id
       WHERE event_keys.tenant_id = $1 AND event_keys.event_id = $2`,
      [tenantId, id],
    ),
  )
  return rows[0] && eventOf(rows[0])
}

/** Where an event lies: its id, and when it occurred (RFC 3339). */
type Place = Pick<StoredEvent, 'id' | 'occurred_at'>

/** Bytes of JSON that the events of one answer have together; an event has up to a megabyte, a page up to 1 000 events. */
const mostBytes = 16 * 1024 * 1024

const newestFirst = { most: mostBytes, order: 'DESC' } as const

interface FoundEvents {
  readonly events: StoredEvent[]
  /** Whether there are others that would have made the answer too large. */
  readonly isCut: boolean
}

const foundOf = (rows: (StoredEvent & BoundedRow)[]): FoundEvents => {
  const isCut = takeMore(rows)
  return { events: rows.map(eventOf), isCut }
}

/** Those of these events that the tenant has, newest first, as many as one answer may hold. */
export async function findEventsAt(db: Database, tenantId: string, places: readonly Place[]): Promise<FoundEvents> {
  if (places.length === 0) return { events: [], isCut: false }
  const moments = places.map(({ occurred_at }) => occurred_at)
  const statement = `SELECT ${selection} FROM events
    JOIN unnest($2::timestamptz[], $3::uuid[]) AS place (occurred_at, id) USING (occurred_at, id)
    WHERE tenant_id = $1 AND events.occurred_at BETWEEN $4 AND $5`
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<StoredEvent>(boundedInBytes(statement, newestFirst), [
      tenantId,
      moments,
      places.map(({ id }) => id),
      ...[[...moments].sort()].flatMap((all) => [all[0], all.at(-1)]),
    ]),
  )
  return foundOf(rows)
}

/**
 * A page of this tenant's events, newest first, of at most `limit` events and 16 MiB. The cursor is the last event's place
 * in that order and not a count, so events that arrive meanwhile neither repeat nor hide one.
 * @throws Failure malformed_cursor
 */
export async function findEvents(
  db: Database,
  tenantId: string,
  filters: EventFilters,
  page: { limit: number; cursor?: string },
): Promise<{ events: StoredEvent[]; next_cursor: string | null }> {
  const { text, values, isOfPlaces } = lookUp(tenantId, filters, page)
  const found = isOfPlaces
    ? await findEventsAt(db, tenantId, (await db.query<Place>(text, values)).rows)
    : foundOf((await withTenant(db, tenantId, (tx) => tx.query<StoredEvent>(text, values))).rows)
  const events = found.events.slice(0, page.limit)
  const last = events.at(-1)
  const more = (found.isCut || found.events.length > page.limit) && last !== undefined
  return { events, next_cursor: more ? writeCursor(last) : null }
}

/**
 * The statement of a page, one event longer than asked. Row-level security keeps the planner from an index on an expression
 * whose operators are not leakproof, as those of JSON are not: with a filter within `data` the statement is for the owner,
 * under the tenant's own predicate, and gives places (`isOfPlaces`); the events there are then read as the tenant.
 * @throws Failure malformed_cursor
 */
export function lookUp(
  tenantId: string,
  filters: EventFilters,
  page: { limit: number; cursor?: string },
): { text: string; values: unknown[]; isOfPlaces: boolean } {
  const values: unknown[] = [tenantId]
  const bind = (value: unknown) => `$${values.push(value)}`
  const where = ['tenant_id = $1']
  for (const name of equal) {
    const wanted = filters[name]
    if (wanted === undefined) continue
    where.push(typeof wanted === 'string' ? `${name} = ${bind(wanted)}` : `${name} = ANY(${bind(wanted)}::text[])`)
  }
  const within = inData.flatMap((name) =>
    filters[name] === undefined ? [] : [`${bounded(name)} = ${bind(filters[name])}`],
  )
  if (filters.lot !== undefined) {
    const list = bind(JSON.stringify([filters.lot]))
    const isWithin = `data ?| '{items,lots}' AND ${lotsWithin} @> ${list}::jsonb`
    within.push(`(${bounded('lot')} = ${bind(filters.lot)} OR (${isWithin}))`)
  }
  // Reports are few, and have no index of their own: that of types finds them.
  if (filters.report_id !== undefined) where.push(`type = 'adverse_event'`)
  if (filters.from !== undefined) where.push(`occurred_at >= ${bind(filters.from)}`)
  if (filters.to !== undefined) where.push(`occurred_at < ${bind(filters.to)}`)
  if (page.cursor !== undefined) {
    const [moment, id] = readCursor(page.cursor)
    where.push(`(occurred_at, id) < (${bind(moment)}::timestamptz, ${bind(id)}::uuid)`)
    where.push(`occurred_at <= ${bind(moment)}`)
  }
  const isOfPlaces = within.length > 0
  const statement = `SELECT ${isOfPlaces ? 'id, occurred_at' : selection} FROM events
     WHERE ${[...where, ...within].join(' AND ')} ORDER BY occurred_at DESC, id DESC LIMIT ${bind(page.limit + 1)}`
  return { text: isOfPlaces ? statement : boundedInBytes(statement, newestFirst), values, isOfPlaces }
}

/** The cursor of the page that follows on an event. */
export const writeCursor = ({ occurred_at, id }: Place) => Buffer.from(`${occurred_at} ${id}`).toString('base64url')

/** The moment and the id of a cursor. @throws Failure malformed_cursor */
export function readCursor(cursor: string): [string, string] {
  const [moment = '', id = '', ...more] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const utc = isDateTime(moment) ? toMicroseconds(moment) : undefined
  if (utc === undefined || !isUuid(id) || more.length > 0) {
    throw new Failure('malformed_cursor', 'Take the cursor from next_cursor of the page before.')
  }
  return [utc, id]
}
