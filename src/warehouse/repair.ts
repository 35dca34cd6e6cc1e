import { randomUUID } from 'node:crypto'
import type { LoggedEvent } from '../ledger/read-log.ts'
import { deleteFrom } from './ddl.ts'
import type { Engine } from './engine.ts'
import { nameOf, rebuildHours, type TenantHour } from './hours.ts'
import { rewriteEvents } from './insert.ts'
import type { Rollup } from './rollup.ts'
import type { Row } from './row.ts'

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
 */
export async function repairSlices(
  engine: Engine,
  rollups: readonly Rollup[],
  toRow: (logged: LoggedEvent) => Row,
  slices: readonly Slice[],
  events: AsyncIterable<readonly LoggedEvent[]>,
): Promise<void> {
  if (slices.length === 0) return
  const hours = slices.map(({ hour }) => hour.slice(0, 19).replace('T', ' '))
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
  // Tokens that were never used: these rows may have been written before, and are no repeat.
  for await (const some of events) await rewriteEvents(engine, some.map(toRow), `repair ${randomUUID()}`)
  await rebuildHours(engine, rollups, [...new Map(slices.map((slice) => [nameOf(slice), slice])).values()])
}
