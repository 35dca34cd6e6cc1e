import type { Engine } from '../engine/engine.ts'
import { ofTenant } from './relation.ts'

/** Which days were filled, and from what: a row for each table, tenant, day and filling. */
export const filledDays = 'stored_days'
export const filledDaysColumns = [
  'name LowCardinality(String)',
  'tenant_id LowCardinality(String)',
  "day DateTime('UTC')",
  'made UInt64',
  'events UInt64',
  'checksum Int64',
].join(', ')

/** By table the days (milliseconds of their start in UTC) that may be read, with the filling that holds them. */
export type TrustedDays = ReadonlyMap<string, ReadonlyMap<number, number>>

export const noTrustedDays: TrustedDays = new Map()

/**
 * Reads which days of a tenant the tables of days hold as they are: those that were filled from as many events with the same
 * checksum as `total`, the rollup that every event is in, holds now. A late event, a repair or an erasure makes a day differ.
 */
export async function readTrustedDays(engine: Engine, total: string, tenantId: string): Promise<TrustedDays> {
  const { data } = await engine.read(
    `SELECT toString(filled.name), toUnixTimestamp(filled.day), max(filled.made)
    FROM ${ofTenant(filledDays, 'name, day, made, events, checksum')} AS filled
    INNER JOIN (SELECT toStartOfDay(hour) AS day, sum(events) AS events, groupBitXor(checksum) AS checksum
      FROM ${ofTenant(total, 'hour, events, checksum')} GROUP BY day) AS held
    ON filled.day = held.day AND filled.events = held.events AND filled.checksum = held.checksum
    GROUP BY filled.name, filled.day`,
    { tenant: tenantId },
  )
  const trusted = new Map<string, Map<number, number>>()
  for (const [name, day, made] of data) {
    const days = trusted.get(String(name)) ?? new Map<number, number>()
    trusted.set(String(name), days.set(Number(day) * 1000, Number(made)))
  }
  return trusted
}
