import type { StoredEvent } from '../events/envelope.ts'
import type { Database } from '../postgres/pool.ts'
import { isRefusal, lacksPartition } from '../postgres/sql-states.ts'
import { copyEvents } from './copy-events.ts'
import { type CopyPace, neverCopy } from './copy-pace.ts'
import { findHolders, type Holder } from './key-holders.ts'
import type { NewEvent } from './new-event.ts'
import { ensurePartitions, forgetPartitions } from './partitions.ts'
import { keepRecent } from './recent-cache.ts'
import { columns } from './row.ts'

export type { NewEvent }

export type Appended =
  | { readonly status: 'accepted'; readonly id: string }
  | { readonly status: 'duplicate'; readonly id: string }
  | { readonly status: 'conflict'; readonly id: string; readonly stored: StoredEvent | undefined }

const names = Object.keys(columns) as (keyof typeof columns)[]
/** The members of a row in the order of the columns, then the hash: by their full names a row would be longer by a quarter. */
const members = [...names, 'payload_hash'].map((_, index) => `c${index}`)
const input = Object.values({ ...columns, payload_hash: 'text' })
  .map((type, index) => `${members[index]} ${type}`)
  .join(', ')
const inputNames = [...names, 'payload_hash'].map((name, index) => `${members[index]} AS ${name}`).join(', ')

// One statement, one transaction: a key is claimed and its event added together, or neither. Nearly always all are claimed, and
// then it is not said which.
const append = `
  WITH input AS (SELECT ${inputNames} FROM json_to_recordset($1::json) AS sent(${input})),
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

/** What is null is left out: a member that is missing is read as null. */
function rowOf({ event, payloadHash }: NewEvent): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < names.length; index++) {
    const value = event[names[index] as keyof StoredEvent]
    if (value !== null) row[members[index] as string] = value
  }
  row[members[names.length] as string] = payloadHash.toString('hex')
  return row
}

/** Adds all events by COPY. @returns how long they are as text; undefined where that was not tried, or some keys or ids are taken */
async function copyAll(db: Database, events: readonly NewEvent[], pace: CopyPace): Promise<number | undefined> {
  if (!pace.mayCopy(events.length)) return undefined
  try {
    const length = await copyEvents(db, events, timeoutMs)
    pace.note(false)
    return length
  } catch (error) {
    // Whatever is wrong with one of them, the statement tells which, and what.
    if (!isRefusal(error)) throw error
    pace.note(true)
    return undefined
  }
}

const accepted = ({ event }: NewEvent): Appended => ({ status: 'accepted', id: event.id })

/** Claims keys and adds their events. @returns the events whose keys were claimed; the others' were taken, or their ids. */
async function claim(db: Database, events: readonly NewEvent[], pace: CopyPace): Promise<readonly NewEvent[]> {
  const needPartitions = () =>
    ensurePartitions(
      db,
      events.map(({ event }) => event.occurred_at),
    )
  const keep = (added: readonly NewEvent[], length: number) => {
    keepRecent(
      db,
      added.map(({ event }) => event),
      length,
    )
    return added
  }
  await needPartitions()
  const copied = await copyAll(db, events, pace)
  if (copied !== undefined) return keep(events, copied)
  const json = JSON.stringify(events.map(rowOf))
  const statement = { text: append, values: [json, events.length], query_timeout: timeoutMs }
  const insert = () => db.query<{ claimed: [tenantId: string, key: string][] | null }>(statement)
  const claimed = await insert().catch(async (error) => {
    if (!lacksPartition(error)) throw error
    forgetPartitions(db)
    await needPartitions()
    return insert()
  })
  const claimedKeys = claimed.rows[0]?.claimed?.map(([tenantId, key]) => nameOf(tenantId, key))
  const names = claimedKeys && new Set(claimedKeys)
  return keep(names === undefined ? events : events.filter((it) => names.has(keyOf(it))), json.length)
}

/**
 * Appends events in one transaction, each once per tenant and idempotency key.
 * @param pace whether to try COPY first
 * @returns one outcome an event, in their order; all are durable when the promise resolves.
 * @throws PostgreSQL's error, and nothing was appended.
 */
export async function appendEvents(
  db: Database,
  events: readonly NewEvent[],
  pace: CopyPace = neverCopy,
): Promise<Appended[]> {
  const first = new Map<string, NewEvent>()
  for (const it of events) {
    const key = keyOf(it)
    if (!first.has(key)) first.set(key, it)
  }
  const openers = first.size === events.length ? events : [...first.values()]
  const claimed = await claim(db, openers, pace)
  if (claimed.length === events.length) return events.map(accepted)
  const mine = new Set(claimed)
  const others = openers.filter((it) => !mine.has(it))
  const found = await findHolders(
    db,
    others.map(({ event }) => event),
  )
  const held = new Map(others.map((it, index) => [it, found[index]]))

  return events.map((it) => {
    if (mine.has(it)) return accepted(it)
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
