import { randomUUID } from 'node:crypto'
import type { StoredEvent } from '../events/envelope.ts'
import type { Log } from './build.ts'
import type { Engine, Params } from './engine.ts'
import { driftedHours, hourOf, rebuildHours, type TenantHour } from './hours.ts'
import { writeEvents } from './insert.ts'
import type { Rollup } from './rollup.ts'
import type { Row } from './row.ts'

/**
 * Makes sure that a batch which may have been interrupted stands in the events table and in every rollup, once.
 *
 * The token alone does not do it: ClickHouse notes a block as written before its part is in place, in the table as in
 * what views feed. Killed in between, it takes the repeat for a duplicate, and the block is nowhere (seen with 26.7,
 * in one of some twenty kills during inserts over 300 months).
 * A crash while mending is mended by the next call with the same events.
 */
export async function mendBatch(
  engine: Engine,
  rollups: readonly Rollup[],
  toRow: (event: StoredEvent) => Row,
  events: readonly StoredEvent[],
  log?: Log,
): Promise<void> {
  const counts = await countIds(engine, events)
  const wrong = events.filter(({ id }) => counts.get(id) !== 1)
  if (wrong.some(({ id }) => counts.has(id))) await engine.run(`DELETE FROM events WHERE ${ofEvents}`, paramsOf(wrong))
  await writeEvents(engine, wrong.map(toRow), `mend ${randomUUID()}`)
  const hours = hoursOf(events)
  let rebuilt = 0
  for (const rollup of rollups) {
    const drifted = await driftedHours(engine, rollup, hours)
    await rebuildHours(engine, [rollup], drifted)
    rebuilt += drifted.length
  }
  if (wrong.length === 0 && rebuilt === 0) return
  log?.info({ events: wrong.length, hours: rebuilt }, 'mended a batch that a crash had left half written')
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

/** How often each event stands in the events table; one that is missing has no entry. */
async function countIds(engine: Engine, events: readonly StoredEvent[]): Promise<Map<string, number>> {
  const sql = `SELECT toString(id), count() FROM events WHERE ${ofEvents} GROUP BY id`
  const { data } = await engine.read(sql, paramsOf(events))
  return new Map(data.map(([id, count]) => [String(id), Number(count)]))
}

function hoursOf(events: readonly StoredEvent[]): TenantHour[] {
  const hours = events.map(({ tenant_id, occurred_at }) => ({ tenant_id, hour: hourOf(occurred_at) }))
  return [...new Map(hours.map((it) => [`${it.tenant_id} ${it.hour}`, it])).values()]
}
