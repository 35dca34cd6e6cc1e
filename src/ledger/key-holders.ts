import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../postgres/pool.ts'
import { eventOf, selection } from './row.ts'

/** Who has a key, or an id, that another event wanted. */
export interface Holder {
  readonly id: string
  readonly payloadHash: Buffer
  /** Undefined where the event itself is no longer kept; its key is kept for good. */
  readonly event: StoredEvent | undefined
}

// By key; failing that, by id. Two look-ups and not one with OR, which would read the whole table for every event.
const sql = `
  SELECT wanted.ordinal, held.event_id AS holder_id, held.payload_hash, ${selection}
  FROM unnest($1::text[], $2::text[], $3::uuid[]) WITH ORDINALITY AS wanted(tenant_id, idempotency_key, id, ordinal)
  CROSS JOIN LATERAL (
    SELECT 1 AS rank, event_keys.* FROM event_keys
    WHERE event_keys.tenant_id = wanted.tenant_id AND event_keys.idempotency_key = wanted.idempotency_key
    UNION ALL
    SELECT 2 AS rank, event_keys.* FROM event_keys
    WHERE event_keys.tenant_id = wanted.tenant_id AND event_keys.event_id = wanted.id
    ORDER BY rank LIMIT 1
  ) AS held
  LEFT JOIN events ON events.tenant_id = held.tenant_id AND events.occurred_at = held.occurred_at
    AND events.id = held.event_id`

/** Which of these keys are taken, in their order. */
export async function findKeys(db: Database, keys: readonly { tenantId: string; key: string }[]): Promise<boolean[]> {
  const { rows } = await db.query<{ ordinal: string }>(
    `SELECT wanted.ordinal FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted(tenant_id, idempotency_key, ordinal)
     JOIN event_keys USING (tenant_id, idempotency_key)`,
    [keys.map(({ tenantId }) => tenantId), keys.map(({ key }) => key)],
  )
  const taken = new Set(rows.map(({ ordinal }) => Number(ordinal)))
  return keys.map((_, index) => taken.has(index + 1))
}

/** The events that hold the keys that these could not claim: in their order, undefined where the key is free. */
export async function findHolders(db: Database, events: readonly StoredEvent[]): Promise<(Holder | undefined)[]> {
  const holders = new Array<Holder | undefined>(events.length).fill(undefined)
  if (events.length === 0) return holders
  const { rows } = await db.query(sql, [
    events.map((event) => event.tenant_id),
    events.map((event) => event.idempotency_key),
    events.map((event) => event.id),
  ])
  for (const { ordinal, holder_id, payload_hash, ...row } of rows) {
    const event = row.id === null ? undefined : eventOf(row)
    holders[Number(ordinal) - 1] = { id: holder_id, payloadHash: payload_hash, event }
  }
  return holders
}
