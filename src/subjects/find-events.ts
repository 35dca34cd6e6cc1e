import type { StoredEvent } from '../events/envelope.ts'
import { partitionMonths } from '../ledger/partitions.ts'
import { eventOf, selection } from '../ledger/row.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import type { StoredSubject } from './subject.ts'

const pageEvents = 500
const linkedAtOnce = 500
/** Ids of devices, sessions and orders that are kept in memory, of each kind. */
const mostLinked = 500_000

/** By what an event belongs to a person. */
export type Link = 'own' | 'device_id' | 'session_id' | 'order_id' | 'mention'

/** An event that left the ledger, with the hash of what it says (32 bytes in hex). */
export interface LeftEvent {
  readonly event: StoredEvent
  readonly payloadHash: string
}

/** All events of a tenant that left the ledger, some at a time, as the archive has them. */
export type ReadLeftEvents = (tenantId: string) => AsyncGenerator<readonly LeftEvent[]>

export interface FoundEvent {
  readonly event: StoredEvent
  readonly link: Link
  /** Where it left the ledger. */
  readonly left?: LeftEvent
}

/** Pages of a tenant's events that fulfil a condition, oldest first. `$1` is the tenant; `values` follow it. */
async function* pages(
  db: Database,
  tenantId: string,
  condition: string,
  values: readonly unknown[],
): AsyncGenerator<StoredEvent[]> {
  const [at, id] = [values.length + 2, values.length + 3]
  let last: readonly [string, string] | undefined
  for (;;) {
    const after = last === undefined ? '' : `AND occurred_at >= $${at} AND (occurred_at, id) > ($${at}, $${id}::uuid)`
    const sql = `SELECT ${selection} FROM events WHERE tenant_id = $1 AND ${condition} ${after}
      ORDER BY occurred_at, id LIMIT ${pageEvents}`
    const { rows } = await withTenant(db, tenantId, (tx) =>
      tx.query<StoredEvent>(sql, [tenantId, ...values, ...(last ?? [])]),
    )
    const end = rows.at(-1)
    if (end === undefined) return
    last = [end.occurred_at, end.id]
    yield rows.map(eventOf)
  }
}

/** The days of a month, `2026-10`, as moments in UTC: each with the one that it ends before. */
function daysOf(month: string): [string, string][] {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const dayAt = (day: number) => new Date(Date.UTC(year, number - 1, day)).toISOString()
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate()
  return Array.from({ length: days }, (_, index) => [dayAt(index + 1), dayAt(index + 2)])
}

/** A text of SQL's LIKE that stands for itself. */
const literal = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&')

/**
 * Every event of a person, each once: those with the id; those without a user by a device, session or order that the person's
 * events name; and those of others whose unsealed values name the id. Pages, so that no person is held in memory.
 */
export async function* findEventsOf(
  db: Database,
  readLeft: ReadLeftEvents,
  subject: StoredSubject,
): AsyncGenerator<FoundEvent[]> {
  const { tenantId, kind, ids } = subject
  const linked = { device_id: new Set<string>(), session_id: new Set<string>(), order_id: new Set<string>() }
  const names = Object.keys(linked) as (keyof typeof linked)[]

  const noteLinks = (event: StoredEvent) => {
    // A device may be worn by several: what else its events name is not this person's for sure.
    if (kind !== 'user_id') return
    for (const name of names) {
      const value = event[name]
      if (value !== null && linked[name].size < mostLinked) linked[name].add(value)
    }
  }
  const isOwn = (event: StoredEvent) => ids.includes(event[kind] ?? '')

  for await (const page of pages(db, tenantId, `${kind} = ANY ($2::text[])`, [ids])) {
    page.forEach(noteLinks)
    yield page.map((event) => ({ event, link: 'own' }))
  }
  for await (const page of readLeft(tenantId)) {
    const own = page.filter(({ event }) => isOwn(event))
    for (const { event } of own) noteLinks(event)
    if (own.length > 0) yield own.map((left) => ({ event: left.event, link: 'own', left }))
  }

  const isLinkedBy = (event: StoredEvent, by: readonly (keyof typeof linked)[]) =>
    event.user_id === null && by.some((name) => linked[name].has(event[name] ?? ''))
  for (const [index, name] of names.entries()) {
    const all = [...linked[name]]
    for (let from = 0; from < all.length; from += linkedAtOnce) {
      const some = all.slice(from, from + linkedAtOnce)
      for await (const page of pages(db, tenantId, `${name} = ANY ($2::text[]) AND user_id IS NULL`, [some])) {
        const anew = page.filter((event) => !isLinkedBy(event, names.slice(0, index)))
        yield anew.map((event) => ({ event, link: name }))
      }
    }
  }

  const mention = `(${kind} IS NULL OR ${kind} <> ALL ($2::text[]))
    AND (data::text LIKE ANY ($3::text[]) OR context::text LIKE ANY ($3::text[]))`
  const patterns = ids.map((id) => `%${literal(JSON.stringify(id))}%`)
  // By the day: no index has these words, and a statement may take only so long.
  for (const month of await partitionMonths(db)) {
    for (const [from, to] of daysOf(month)) {
      const condition = `${mention} AND occurred_at >= $4 AND occurred_at < $5`
      for await (const page of pages(db, tenantId, condition, [ids, patterns, from, to])) {
        yield page.filter((event) => !isLinkedBy(event, names)).map((event) => ({ event, link: 'mention' }))
      }
    }
  }
  const quoted = ids.map((id) => JSON.stringify(id))
  for await (const page of readLeft(tenantId)) {
    const found = page.flatMap((left): FoundEvent[] => {
      const { event } = left
      if (isOwn(event)) return []
      const by = names.find((name) => isLinkedBy(event, [name]))
      if (by !== undefined) return [{ event, link: by, left }]
      const text = JSON.stringify([event.data, event.context])
      return quoted.some((id) => text.includes(id)) ? [{ event, link: 'mention', left }] : []
    })
    if (found.length > 0) yield found
  }
}
