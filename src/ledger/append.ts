import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../postgres/pool.ts'
import { lacksPartition } from '../postgres/sql-states.ts'
import { findHolders, type Holder } from './key-holders.ts'
import { ensurePartitions, forgetPartitions } from './partitions.ts'
import { keepRecent } from './recent-cache.ts'
import { columns } from './row.ts'

/** An event to append, with the keyed hash of what its sender said. */
export interface NewEvent {
  readonly event: StoredEvent
  /** 32 bytes. The same key with another hash is a conflict. */
  readonly payloadHash: Buffer
  /** A bound of the bytes of its JSON before it was sealed, where one is known. */
  readonly mostBytes?: number
}

export type Appended =
  | { readonly status: 'accepted'; readonly id: string }
  | { readonly status: 'duplicate'; readonly id: string }
  | { readonly status: 'conflict'; readonly id: string; readonly stored: StoredEvent | undefined }

const names = Object.keys(columns)
const input = Object.entries({ ...columns, payload_hash: 'text' })
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')

// One statement, one transaction: a key is claimed and its event added together, or neither. Nearly always all are claimed, and
// then it is not said which.
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
  SELECT CASE WHEN count(*) < $2 THEN coalesce(json_agg(json_build_array(tenant_id, idempotency_key)), '[]') END AS claimed FROM claimed`

const nameOf = (tenantId: string, key: string) => `${tenantId}\u0000${key}`
const keyOf = ({ event }: NewEvent) => nameOf(event.tenant_id, event.idempotency_key)

/** An answer that takes longer is given up: the statement may still be carried out, and a repeat will tell. */
const timeoutMs = 60_000

const rowOf = ({ event, payloadHash }: NewEvent) =>
  `${JSON.stringify(event).slice(0, -1)},"payload_hash":"${payloadHash.toString('hex')}"}`

/** Claims keys and adds their events. @returns the events whose keys were claimed; the others' were taken, or their ids. */
async function claim(db: Database, events: readonly NewEvent[]): Promise<Set<NewEvent>> {
  const json = `[${events.map(rowOf).join(',')}]`
  const statement = { text: append, values: [json, events.length], query_timeout: timeoutMs }
  const insert = async () => {
    await ensurePartitions(
      db,
      events.map(({ event }) => event.occurred_at),
    )
    return db.query<{ claimed: [tenantId: string, key: string][] | null }>(statement)
  }
  const claimed = await insert().catch((error) => {
    if (!lacksPartition(error)) throw error
    forgetPartitions(db)
    return insert()
  })
  const claimedKeys = claimed.rows[0]?.claimed?.map(([tenantId, key]) => nameOf(tenantId, key))
  const names = claimedKeys && new Set(claimedKeys)
  const added = names === undefined ? events : events.filter((it) => names.has(keyOf(it)))
  keepRecent(
    db,
    added.map(({ event }) => event),
    json.length,
  )
  return new Set(added)
}

/**
 * Appends events in one transaction, each once per tenant and idempotency key.
 * @returns one outcome an event, in their order; all are durable when the promise resolves.
 * @throws PostgreSQL's error, and nothing was appended.
 */
export async function appendEvents(db: Database, events: readonly NewEvent[]): Promise<Appended[]> {
  const first = new Map<string, NewEvent>()
  for (const it of events) if (!first.has(keyOf(it))) first.set(keyOf(it), it)
  const mine = await claim(db, [...first.values()])
  const others = [...first.values()].filter((it) => !mine.has(it))
  const found = await findHolders(
    db,
    others.map(({ event }) => event),
  )
  const held = new Map(others.map((it, index) => [it, found[index]]))

  return events.map((it) => {
    if (mine.has(it)) return { status: 'accepted', id: it.event.id }
    const opener = first.get(keyOf(it)) as NewEvent
    const holder = mine.has(opener) ? { ...opener, id: opener.event.id } : held.get(opener)
    if (holder === undefined) throw new Error(`the key of event ${it.event.id} is taken and its holder is not found`)
    return heldBy(holder, it)
  })
}

/** What would become of events, without adding any: undefined for each that the ledger does not hold. */
export async function findStored(db: Database, events: readonly NewEvent[]): Promise<(Appended | undefined)[]> {
  const found = await findHolders(
    db,
    events.map(({ event }) => event),
  )
  return events.map((it, index) => {
    const holder = found[index]
    return holder && heldBy(holder, it)
  })
}

const heldBy = (holder: Holder, { payloadHash }: NewEvent): Appended =>
  holder.payloadHash.equals(payloadHash)
    ? { status: 'duplicate', id: holder.id }
    : { status: 'conflict', id: holder.id, stored: holder.event }
