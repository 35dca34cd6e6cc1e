import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from './database.ts'
import { ensurePartitions } from './partitions.ts'
import { columns, eventOf, selection } from './row.ts'

/** An event to append, with the keyed hash of what its sender said. */
export interface NewEvent {
  readonly event: StoredEvent
  /** 32 bytes. The same key with another hash is a conflict. */
  readonly payloadHash: Buffer
}

export type Appended =
  | { readonly status: 'accepted'; readonly id: string }
  | { readonly status: 'duplicate'; readonly id: string }
  | { readonly status: 'conflict'; readonly id: string; readonly stored: StoredEvent }

const names = Object.keys(columns)
const input = Object.entries({ ...columns, payload_hash: 'text' })
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')

// One statement, one transaction: a key is claimed and its event added together, or neither.
const append = `
  WITH input AS (SELECT * FROM json_to_recordset($1::json) AS input(${input})),
  claimed AS (
    INSERT INTO event_keys (tenant_id, idempotency_key, event_id, occurred_at, payload_hash)
    SELECT tenant_id, idempotency_key, id, occurred_at, decode(payload_hash, 'hex') FROM input
    ON CONFLICT DO NOTHING
    RETURNING tenant_id, idempotency_key
  ),
  added AS (
    INSERT INTO events (${names.join(', ')})
    SELECT ${names.map((name) => `input.${name}`).join(', ')} FROM input JOIN claimed USING (tenant_id, idempotency_key)
  )
  SELECT tenant_id, idempotency_key FROM claimed`

// Who holds a key that could not be claimed; failing that, who holds the id. Two look-ups and not one with OR, which
// would read the whole table for every event.
const holders = `
  SELECT wanted.ordinal, held.payload_hash, ${selection}
  FROM unnest($1::text[], $2::text[], $3::uuid[]) WITH ORDINALITY AS wanted(tenant_id, idempotency_key, id, ordinal)
  CROSS JOIN LATERAL (
    SELECT 1 AS rank, event_keys.* FROM event_keys
    WHERE event_keys.tenant_id = wanted.tenant_id AND event_keys.idempotency_key = wanted.idempotency_key
    UNION ALL
    SELECT 2 AS rank, event_keys.* FROM event_keys
    WHERE event_keys.tenant_id = wanted.tenant_id AND event_keys.event_id = wanted.id
    ORDER BY rank LIMIT 1
  ) AS held
  JOIN events ON events.tenant_id = held.tenant_id AND events.occurred_at = held.occurred_at
    AND events.id = held.event_id`

const keyOf = ({ event }: NewEvent) => `${event.tenant_id}\u0000${event.idempotency_key}`

/**
 * Appends events in one transaction, each once per tenant and idempotency key.
 * @returns one outcome an event, in their order; all are durable when the promise resolves.
 * @throws PostgreSQL's error, and nothing was appended.
 */
export async function appendEvents(db: Database, events: readonly NewEvent[]): Promise<Appended[]> {
  const first = new Map<string, NewEvent>()
  for (const it of events) if (!first.has(keyOf(it))) first.set(keyOf(it), it)
  await ensurePartitions(
    db,
    events.map(({ event }) => event.occurred_at),
  )
  const rows = [...first.values()].map(({ event, payloadHash }) => ({
    ...event,
    payload_hash: payloadHash.toString('hex'),
  }))
  const claimed = await db.query<{ tenant_id: string; idempotency_key: string }>(append, [JSON.stringify(rows)])
  const mine = new Set(claimed.rows.map((row) => `${row.tenant_id}\u0000${row.idempotency_key}`))

  const held = new Map<string, { stored: StoredEvent; hash: Buffer }>()
  const others = [...first.values()].filter((it) => !mine.has(keyOf(it)))
  if (others.length > 0) {
    const found = await db.query(holders, [
      others.map(({ event }) => event.tenant_id),
      others.map(({ event }) => event.idempotency_key),
      others.map(({ event }) => event.id),
    ])
    for (const { ordinal, payload_hash, ...row } of found.rows) {
      const wanted = others[Number(ordinal) - 1]
      if (wanted === undefined || held.has(keyOf(wanted))) continue
      held.set(keyOf(wanted), { stored: eventOf(row as StoredEvent), hash: payload_hash })
    }
  }

  return events.map((it) => {
    const key = keyOf(it)
    const opener = first.get(key)
    if (mine.has(key) && opener !== undefined) {
      if (opener === it) return { status: 'accepted', id: it.event.id }
      if (opener.payloadHash.equals(it.payloadHash)) return { status: 'duplicate', id: opener.event.id }
      return { status: 'conflict', id: opener.event.id, stored: opener.event }
    }
    const holder = held.get(key)
    if (holder === undefined) throw new Error(`the key of event ${it.event.id} is taken and its holder is not found`)
    if (holder.hash.equals(it.payloadHash)) return { status: 'duplicate', id: holder.stored.id }
    return { status: 'conflict', id: holder.stored.id, stored: holder.stored }
  })
}
