import type { StoredEvent } from '../../events/envelope.ts'
import { chunksOf } from '../../platform/chunk.ts'
import { type Engine, insertClause, type Params } from '../engine/engine.ts'
import type { Rollup } from '../tables/rollup.ts'
import type { Row } from '../tables/row.ts'
import type { Log } from './build-rollups.ts'
import { markOf, rewriteEvents, writeEvents } from './insert.ts'
import { driftedHours, eventsInHours, hourParams, hoursOf, inHours, nameOf, type TenantHour } from './rollup-hours.ts'

/** How often to write what is missing; each time but the last was taken for a repeat of one that a crash had undone. */
const tries = 5

/** Values in one parameter: a server takes no more than 128 KiB of each (http_max_field_value_size). */
const atOnce = 1_000

/**
 * Makes sure that a batch which was begun before stands in the events table and in every rollup, once.
 *
 * The token alone does not do it: ClickHouse notes a block as written before its part is in place, in the table as in
 * what views feed. Killed in between, it takes the repeat for a duplicate, and the block is nowhere (seen with 26.7,
 * in one of some twenty kills during inserts over 300 months). And a rollup that was made anew since does not know the
 * token, so that a batch of which something is there goes through the views no more.
 *
 * Only what this batch lacks is written, and nothing is taken away, so that others may write into the same hours
 * meanwhile: rollups say by marks which batches are in them (docs/decisions/0008). A crash while mending is mended by
 * the next call with the same events and token.
 */
export async function repeatBatch(
  engine: Engine,
  rollups: readonly Rollup[],
  toRow: (event: StoredEvent) => Row,
  events: readonly StoredEvent[],
  token: string,
  log?: Log,
): Promise<void> {
  await stopEverywhere(engine, token)
  const look = () => missingEvents(engine, events, token)
  if ((await look()).length === events.length) await writeEvents(engine, events.map(toRow), token)
  const found = { events: 0, hours: 0 }
  found.events = await untilNone(look, (missing, attempt) =>
    rewriteEvents(engine, missing.map(toRow), `${token} mend ${attempt}`, token),
  )
  for (const rollup of rollups) {
    const taken = events.filter(({ type }) => rollup.types?.includes(type) ?? true)
    found.hours += await untilNone(
      () => missingHours(engine, rollup, hoursOf(taken), token),
      (missing, attempt) => addShare(engine, rollup, missing, taken, token, attempt),
    )
  }
  if (found.events > 0 || found.hours > 0) log?.info(found, 'mended a batch that a crash had left half written')
}

/** A name is taken on one server alone: on a cluster what another one still runs for the batch is ended first. */
async function stopEverywhere(engine: Engine, token: string): Promise<void> {
  const { onCluster } = engine.layout
  if (onCluster === '') return
  await engine.run(`KILL QUERY${onCluster} WHERE initial_query_id = {token:String} SYNC`, { token })
}

/** Writes what is missing until nothing is. @returns how much was missing at first. */
async function untilNone<T>(
  look: () => Promise<readonly T[]>,
  write: (missing: readonly T[], attempt: number) => Promise<void>,
): Promise<number> {
  let missing = await look()
  const atFirst = missing.length
  // The same attempt of two who mend at once has the same token, so that one of them is dropped.
  for (let attempt = 1; missing.length > 0; attempt++) {
    if (attempt > tries) throw new Error(`a batch was written ${tries} times and ${missing.length} of it are missing`)
    await write(missing, attempt)
    missing = await look()
  }
  return atFirst
}

/** Looks in the name of the batch, which fails while a statement of it still runs for a process that is gone. */
async function missingEvents(engine: Engine, events: readonly StoredEvent[], token: string): Promise<StoredEvent[]> {
  const held = new Set(await heldEvents(engine, events, token))
  return events.filter((event) => !held.has(event))
}

/** Those of the events that stand in the events table; asked under the name of a batch where one is given. */
export async function heldEvents(
  engine: Engine,
  events: readonly StoredEvent[],
  token?: string,
): Promise<StoredEvent[]> {
  const present = new Set<unknown>()
  for (const some of chunksOf(events, atOnce)) {
    const { data } = await engine.read(`SELECT toString(id) FROM events WHERE ${ofEvents}`, paramsOf(some), token)
    for (const [id] of data) present.add(id)
  }
  return events.filter(({ id }) => present.has(id))
}

/**
 * The hours in which a rollup lacks the batch's mark and differs from its events. One that agrees with them without the
 * mark was worked out anew since. What others have half written looks like drift, but never makes lost drift vanish.
 */
async function missingHours(
  engine: Engine,
  rollup: Rollup,
  hours: readonly TenantHour[],
  token: string,
): Promise<TenantHour[]> {
  const found: TenantHour[] = []
  for (const some of chunksOf(hours, atOnce)) found.push(...(await missingOf(engine, rollup, some, token)))
  return found
}

async function missingOf(engine: Engine, rollup: Rollup, hours: readonly TenantHour[], token: string) {
  const { data } = await engine.read(
    `SELECT DISTINCT tenant_id, formatDateTime(hour, '%Y-%m-%dT%H:00:00Z', 'UTC') FROM ${rollup.table}
     WHERE ${inHours('hour')} AND has(batch_marks, {mark:UInt64})`,
    { ...hourParams(hours), mark: markOf(token) },
  )
  const present = new Set(data.map(([tenant_id, hour]) => nameOf({ tenant_id: String(tenant_id), hour: String(hour) })))
  const unmarked = hours.filter((hour) => !present.has(nameOf(hour)))
  return unmarked.length === 0 ? [] : driftedHours(engine, rollup, unmarked)
}

/** Adds what the batch's events of these hours bring to a rollup, an hour's share as a whole. */
async function addShare(
  engine: Engine,
  { table, name, select }: Rollup,
  missing: readonly TenantHour[],
  events: readonly StoredEvent[],
  token: string,
  attempt: number,
): Promise<void> {
  for (const [index, hours] of chunksOf(missing, atOnce).entries()) {
    const lacking = new Set(hours.map(nameOf))
    const taken = events.filter((event) => hoursOf([event]).some((hour) => lacking.has(nameOf(hour))))
    const ids = chunksOf(taken, atOnce).map((some) => some.map(({ id }) => id))
    const isTaken = ids.map((_, group) => `id IN {ids_${group}:Array(UUID)}`).join(' OR ')
    const source = (columns: string) => eventsInHours(columns, `(${isTaken})`)
    const once = { insert_deduplicate: 1, insert_deduplication_token: `${token} mend ${name} ${attempt} ${index}` }
    const params = Object.fromEntries(ids.map((some, group) => [`ids_${group}`, some]))
    const sql = `INSERT INTO ${table} ${insertClause(once)} ${select(source)}`
    await engine.run(sql, { ...hourParams(hours), ...params }, token)
  }
}

const ofEvents = `tenant_id IN {tenants:Array(String)} AND type IN {types:Array(String)}
  AND occurred_at >= {first:DateTime64(6, 'UTC')} AND occurred_at <= {last:DateTime64(6, 'UTC')}
  AND id IN {ids:Array(UUID)}`

function paramsOf(events: readonly StoredEvent[]): Params {
  const moments = events.map(({ occurred_at }) => occurred_at.replace('T', ' ').replace('Z', '')).sort()
  return {
    tenants: [...new Set(events.map(({ tenant_id }) => tenant_id))],
    types: [...new Set(events.map(({ type }) => type))],
    first: moments[0],
    last: moments.at(-1),
    ids: events.map(({ id }) => id),
  }
}
