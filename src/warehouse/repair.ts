import { randomUUID } from 'node:crypto'
import type { StoredEvent } from '../events/envelope.ts'
import type { Engine } from './engine.ts'
import { rebuildHours, type TenantHour } from './hours.ts'
import { rewriteEvents } from './insert.ts'
import type { Rollup } from './rollup.ts'
import type { Row } from './row.ts'

/** A tenant's events of one type in one hour. */
export interface Slice extends TenantHour {
  readonly type: string
}

/**
 * Replaces a slice by these events, and works the hour's rollups out anew; a repeat changes nothing.
 * Nothing else may write into the slice meanwhile. A crash in between leaves the slice different from the ledger, or
 * the hour drifted: either is found by the next comparison.
 */
export async function repairSlice(
  engine: Engine,
  rollups: readonly Rollup[],
  toRow: (event: StoredEvent) => Row,
  { tenant_id, type, hour }: Slice,
  events: readonly StoredEvent[],
): Promise<void> {
  await engine.run(
    `DELETE FROM events WHERE tenant_id = {tenant:String} AND type = {type:String}
      AND occurred_at >= {hour:DateTime('UTC')} AND occurred_at < {hour:DateTime('UTC')} + INTERVAL 1 HOUR`,
    { tenant: tenant_id, type, hour: hour.slice(0, 19).replace('T', ' ') },
  )
  // A token that was never used: these rows may have been written before, and are no repeat.
  await rewriteEvents(engine, events.map(toRow), `repair ${randomUUID()}`)
  await rebuildHours(engine, rollups, [{ tenant_id, hour }])
}
