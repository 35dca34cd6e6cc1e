import { randomUUID } from 'node:crypto'
import type { StoredEvent } from '../events/envelope.ts'
import { type Engine, type Params, settingsClause } from './engine.ts'
import { insertEvents } from './insert.ts'
import type { Rollup } from './rollup.ts'
import type { Row } from './row.ts'

/** A tenant's events of one type in one UTC hour (RFC 3339, whole). */
export interface Slice {
  readonly tenant_id: string
  readonly type: string
  readonly hour: string
}

const inHour = `tenant_id = {tenant:String} AND occurred_at >= {hour:DateTime('UTC')}
  AND occurred_at < {hour:DateTime('UTC')} + INTERVAL 1 HOUR`

/**
 * Replaces a slice by these events, and works the hour's rollups out anew; a repeat changes nothing.
 * Nothing else may write into the slice meanwhile. A crash in between leaves the slice different from the ledger, or
 * the hour drifted: either is found by the next comparison.
 */
export async function repairSlice(
  engine: Engine,
  rollups: readonly Rollup[],
  toRow: (event: StoredEvent) => Row,
  slice: Slice,
  events: readonly StoredEvent[],
): Promise<void> {
  await engine.run(`DELETE FROM events WHERE ${inHour} AND type = {type:String}`, {
    ...paramsOf(slice),
    type: slice.type,
  })
  // A token that was never used: these rows may have been written before, and are no repeat.
  await insertEvents(engine, toRow, events, `repair ${randomUUID()}`)
  await repairRollups(engine, rollups, slice)
}

/**
 * Works one hour of a tenant's rollups out anew from the events table. The first rollup, by whose count drift is seen,
 * comes last, so that an interrupted repair still shows.
 */
async function repairRollups(
  engine: Engine,
  rollups: readonly Rollup[],
  at: Pick<Slice, 'tenant_id' | 'hour'>,
): Promise<void> {
  const source = (columns: string) => `(SELECT ${columns} FROM events WHERE ${inHour})`
  for (const { table, select } of rollups.toReversed()) {
    await engine.run(
      `DELETE FROM ${table} WHERE tenant_id = {tenant:String} AND hour = {hour:DateTime('UTC')}`,
      paramsOf(at),
    )
    await engine.run(
      `INSERT INTO ${table} ${select(source)} ${settingsClause({ insert_deduplicate: 0 })}`,
      paramsOf(at),
    )
  }
}

const paramsOf = ({ tenant_id, hour }: Pick<Slice, 'tenant_id' | 'hour'>): Params => ({
  tenant: tenant_id,
  hour: hour.slice(0, 19).replace('T', ' '),
})
