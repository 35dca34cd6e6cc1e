import type { ArchivedEvent } from '../archive/check-line.ts'
import type { StoredEvent } from '../events/envelope.ts'
import { leftSpan } from '../ledger/leave.ts'
import {
  type EventFilters,
  findEvent,
  findEvents,
  findEventsAt,
  inData,
  readCursor,
  writeCursor,
} from '../ledger/look-up.ts'
import { momentOf } from '../ledger/row.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import { ofTenant } from '../warehouse/sql/relation.ts'
import { bound, momentFrom } from '../warehouse/time/clickhouse-time.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

type Place = Pick<StoredEvent, 'id' | 'occurred_at'>

/** Events of a tenant wherever they are: in the ledger; and of those that left it the warehouse tells which, and the archive what they say. */
export interface LookUps {
  one(tenantId: string, id: string): Promise<StoredEvent | undefined>
  /** A page as `findEvents` gives it. @throws Failure malformed_cursor, warehouse_unavailable, archive_unavailable */
  page(
    tenantId: string,
    filters: EventFilters,
    page: { limit: number; cursor?: string },
  ): Promise<{ events: StoredEvent[]; next_cursor: string | null }>
  /** Those of these events that there are, newest first, as many as one answer may hold. */
  at(tenantId: string, places: readonly Place[]): Promise<StoredEvent[]>
}

export type FindArchived = (tenantId: string, places: readonly Place[]) => Promise<Map<string, ArchivedEvent>>

const isBehind = (a: Place, b: Place) =>
  a.occurred_at < b.occurred_at || (a.occurred_at === b.occurred_at && a.id < b.id)
const newestFirst = (a: Place, b: Place) => (isBehind(a, b) ? 1 : -1)
const stored = ({ payload_hash: _, ...event }: ArchivedEvent): StoredEvent => event

export function openLookUps(db: Database, warehouse: Warehouse, findArchived: FindArchived): LookUps {
  const archived = async (tenantId: string, places: readonly Place[]): Promise<StoredEvent[]> =>
    places.length === 0 ? [] : [...(await findArchived(tenantId, places)).values()].map(stored)

  return {
    async one(tenantId, id) {
      const found = await findEvent(db, tenantId, id)
      if (found !== undefined) return found
      const { rows } = await withTenant(db, tenantId, (tx) =>
        tx.query<{ occurred_at: string }>('SELECT occurred_at FROM event_keys WHERE tenant_id = $1 AND event_id = $2', [
          tenantId,
          id,
        ]),
      )
      const [key] = rows
      return key && (await archived(tenantId, [{ id, occurred_at: momentOf(key.occurred_at) }]))[0]
    },

    async page(tenantId, filters, page) {
      const here = await findEvents(db, tenantId, filters, page)
      const left = await leftSpan(db, tenantId, filters)
      const last = here.events.at(-1)
      const isWithin = here.next_cursor !== null && last !== undefined
      if (left === undefined || (isWithin && last.occurred_at >= left.to)) return here
      const asked = { filters, left, limit: page.limit + 1, cursor: page.cursor }
      const places = await warehouse.ask(tenantId, placesOf, asked)
      const known = new Set(here.events.map(({ id }) => id))
      const others = places.filter((it) => !known.has(it.id) && !(isWithin && isBehind(it, last)))
      const all = [...here.events, ...others].sort(newestFirst)
      const shown = all.slice(0, page.limit)
      const missing = shown.filter(({ id }) => !known.has(id))
      const found = new Map((await archived(tenantId, missing)).map((event) => [event.id, event]))
      for (const event of here.events) found.set(event.id, event)
      const end = shown.at(-1)
      const more = end !== undefined && (isWithin || all.length > page.limit || places.length > page.limit)
      return {
        events: shown.flatMap(({ id }) => found.get(id) ?? []),
        next_cursor: more ? writeCursor(end) : null,
      }
    },

    async at(tenantId, places) {
      const { events, isCut } = await findEventsAt(db, tenantId, places)
      if (isCut || events.length === places.length) return events
      const known = new Set(events.map(({ id }) => id))
      const others = await archived(
        tenantId,
        places.filter(({ id }) => !known.has(id)),
      )
      return [...events, ...others].sort(newestFirst)
    },
  }
}

interface Asked {
  readonly filters: EventFilters
  readonly left: { readonly from: string; readonly to: string }
  readonly limit: number
  readonly cursor: string | undefined
}

const equal = ['type', 'action', 'user_id', 'order_id', 'session_id', 'device_id'] as const

/** Where events lie that fulfil filters, in the span of those that left the ledger, newest first. */
async function placesOf({ filters, left, limit, cursor }: Asked, { engine, tenantId }: QueryContext): Promise<Place[]> {
  const params: Record<string, unknown> = { tenant: tenantId, from: bound(left.from), to: bound(left.to), limit }
  const where = ["occurred_at >= {from:DateTime64(6, 'UTC')}", "occurred_at < {to:DateTime64(6, 'UTC')}"]
  for (const name of [...equal, ...inData]) {
    const wanted = filters[name]
    if (wanted === undefined) continue
    params[name] = [wanted].flat()
    where.push(`${name} IN {${name}:Array(String)}`)
  }
  if (filters.lot !== undefined) {
    params.lot = filters.lot
    where.push('(lot = {lot:String} OR has(lots, {lot:String}) OR has(items.lot, {lot:String}))')
  }
  if (filters.from !== undefined) {
    params.first = bound(filters.from)
    where.push("occurred_at >= {first:DateTime64(6, 'UTC')}")
  }
  if (filters.to !== undefined) {
    params.end = bound(filters.to)
    where.push("occurred_at < {end:DateTime64(6, 'UTC')}")
  }
  if (cursor !== undefined) {
    const [moment, id] = readCursor(cursor)
    Object.assign(params, { moment: bound(moment), id })
    where.push("(occurred_at, toString(id)) < ({moment:DateTime64(6, 'UTC')}, {id:String})")
  }
  const { data } = await engine.read(
    `SELECT toString(id) AS name, occurred_at FROM ${ofTenant('events')} WHERE ${where.join(' AND ')}
    ORDER BY occurred_at DESC, name DESC LIMIT {limit:UInt32}`,
    params as Parameters<typeof engine.read>[1],
  )
  return data.map(([id, at]) => ({ id: String(id), occurred_at: String(momentFrom(at)) }))
}
