import { type Engine, insertClause, type Params } from '../engine/engine.ts'
import { deleteFrom } from '../tables/ddl.ts'
import type { Rollup } from '../tables/rollup.ts'
import { wholeSecond } from '../time/clickhouse-time.ts'

/** One hour of one tenant; `hour` is RFC 3339, whole and in UTC. */
export interface TenantHour {
  readonly tenant_id: string
  readonly hour: string
}

const hourMs = 3_600_000

/** SQL that is true in the hours of `hourParams`. */
export const inHours = (hour: string) => `(tenant_id, ${hour}) IN (
  SELECT arrayJoin(arrayZip({tenants:Array(String)}, {hours:Array(DateTime('UTC'))})))`

/** The events of the hours; the bounds are there because the engine finds them by its index. */
export const eventsInHours = (columns: string, condition = '1') => `(SELECT ${columns} FROM events
  WHERE tenant_id IN {tenants:Array(String)}
    AND occurred_at >= {first:DateTime64(6, 'UTC')} AND occurred_at < {end:DateTime64(6, 'UTC')}
    AND ${inHours("toStartOfHour(toDateTime(occurred_at, 'UTC'))")} AND ${condition})`

export function hourParams(hours: readonly TenantHour[]): Params {
  const moments = hours.map(({ hour }) => Date.parse(hour))
  return {
    tenants: hours.map(({ tenant_id }) => tenant_id),
    hours: moments.map(wholeSecond),
    first: wholeSecond(moments.reduce((a, b) => Math.min(a, b))),
    end: wholeSecond(moments.reduce((a, b) => Math.max(a, b)) + hourMs),
  }
}

/** The whole hour in which a moment lies. */
export const hourOf = (moment: string) => `${moment.slice(0, 13)}:00:00Z`

/** The hours in which events lie, each once. */
export function hoursOf(events: readonly { tenant_id: string; occurred_at: string }[]): TenantHour[] {
  const hours = events.map(({ tenant_id, occurred_at }) => ({ tenant_id, hour: hourOf(occurred_at) }))
  return [...new Map(hours.map((it) => [nameOf(it), it])).values()]
}

/** A name for a tenant's hour, to compare by. */
export const nameOf = ({ tenant_id, hour }: TenantHour) => `${hour} ${tenant_id}`

/** Those of the hours in which a rollup is not what the events table makes of it, by count and checksum. */
export async function driftedHours(
  engine: Engine,
  rollup: Rollup,
  hours: readonly TenantHour[],
): Promise<TenantHour[]> {
  const source = (columns: string) => eventsInHours(columns)
  const { data } = await engine.read(differing(rollup, inHours('hour'), source), hourParams(hours))
  return data.map(([tenant_id, hour]) => ({ tenant_id: String(tenant_id), hour: String(hour) }))
}

/**
 * SQL of the hours in which a rollup differs from its events: tenant, hour, what it counts and what it should count.
 * @param where which of the rollup's rows, as `source` says which events
 */
export const differing = ({ table, tally }: Rollup, where: string, source: (columns: string) => string) => `
  SELECT tenant_id, formatDateTime(hour, '%Y-%m-%dT%H:00:00Z', 'UTC'), sum(held), sum(due) FROM (
    SELECT tenant_id, hour, events AS held, toUInt64(0) AS due, checksum FROM ${table} WHERE ${where}
    UNION ALL
    SELECT tenant_id, hour, toUInt64(0), events, checksum FROM (${tally(source)})
  ) GROUP BY tenant_id, hour HAVING sum(held) != sum(due) OR groupBitXor(checksum) != 0 ORDER BY tenant_id, hour`

/**
 * Recomputes hours of rollups from the events table, while no process writes into them. An interrupted one shows as
 * drift.
 */
export async function rebuildHours(
  engine: Engine,
  rollups: readonly Rollup[],
  hours: readonly TenantHour[],
): Promise<void> {
  if (hours.length === 0) return
  const params = hourParams(hours)
  for (const { table, select } of rollups) {
    await engine.run(deleteFrom(table, inHours('hour'), engine.layout), params)
    await engine.run(
      `INSERT INTO ${table} ${select((columns) => eventsInHours(columns))} ${insertClause({ insert_deduplicate: 0 })}`,
      params,
    )
  }
}
