import { randomUUID } from 'node:crypto'
import type { LoggedEvent } from '../../ledger/read-log.ts'
import { Failure } from '../../platform/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { deleteFrom } from '../tables/ddl.ts'
import type { Rollup } from '../tables/rollup.ts'
import type { Row } from '../tables/row.ts'
import { wholeSecond } from '../time/clickhouse-time.ts'
import { rewriteEvents } from './insert.ts'
import { nameOf, rebuildHours, type TenantHour } from './rollup-hours.ts'
import { findRefused } from './trial-insert.ts'

/** Records events that a comparison leaves out. */
export type OnRefused = (refused: readonly LoggedEvent[], error: unknown) => Promise<void>

/** A tenant's events of one type in one hour. */
export interface Slice extends TenantHour {
  readonly type: string
}

/**
 * Replaces slices by these events, and works the rollups of their hours out anew; a repeat changes nothing.
 * Nothing else may write into the hours meanwhile. A crash in between leaves slices different from the ledger, or hours
 * drifted: either is found by the next comparison.
 * @param slices at most some hundreds
 * @param events all events of the slices, some thousands at a time
 * @param onRefused called with events that the warehouse refuses for their own sake; the slices go without them
 */
export async function repairSlices(
  engine: Engine,
  rollups: readonly Rollup[],
  toRow: (logged: LoggedEvent) => Row,
  slices: readonly Slice[],
  events: AsyncIterable<readonly LoggedEvent[]>,
  onRefused: OnRefused,
): Promise<void> {
  if (slices.length === 0) return
  const hours = slices.map(({ hour }) => wholeSecond(hour))
  const inOrder = hours.toSorted()
  await engine.run(
    deleteFrom(
      'events',
      `tenant_id IN {tenants:Array(String)}
      AND occurred_at >= {first:DateTime('UTC')} AND occurred_at < {last:DateTime('UTC')} + INTERVAL 1 HOUR
      AND (tenant_id, type, toStartOfHour(toDateTime(occurred_at, 'UTC'))) IN (
        SELECT arrayJoin(arrayZip({tenants:Array(String)}, {types:Array(String)}, {hours:Array(DateTime('UTC'))})))`,
      engine.layout,
    ),
    {
      tenants: slices.map(({ tenant_id }) => tenant_id),
      types: slices.map(({ type }) => type),
      hours,
      first: inOrder[0],
      last: inOrder.at(-1),
    },
  )
  for await (const some of events) await rewrite(engine, toRow, some, onRefused)
  await rebuildHours(engine, rollups, [...new Map(slices.map((slice) => [nameOf(slice), slice])).values()])
}

/** What stands in the slices is gone by now: one event that cannot be written must not keep the others out. */
async function rewrite(
  engine: Engine,
  toRow: (logged: LoggedEvent) => Row,
  events: readonly LoggedEvent[],
  onRefused: OnRefused,
): Promise<void> {
  // Tokens that were never used: these rows may have been written before, and are no repeat.
  const write = async (some: readonly LoggedEvent[]) => rewriteEvents(engine, some.map(toRow), `repair ${randomUUID()}`)
  try {
    await write(events)
  } catch (error) {
    // A named failure says that the engine is unavailable, short of a resource or slow.
    if (error instanceof Failure) throw error
    const refused = new Set(await findRefused(engine, toRow, events, `repair ${randomUUID()}`))
    if (refused.size === 0) throw error
    await onRefused([...refused], error)
    await write(events.filter((it) => !refused.has(it)))
  }
}
