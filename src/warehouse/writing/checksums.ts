import type { Engine, Params } from '../engine/engine.ts'
import { lacksLogPosition } from '../sql/log-order.ts'
import type { Rollup } from '../tables/rollup.ts'
import { parseRange } from '../time/parse-range.ts'
import { differing, type TenantHour } from './rollup-hours.ts'

/** Hours to look at: all of one tenant, or of every tenant. Bounds as in a request, in UTC. */
export interface CountsRequest {
  readonly tenantId?: string | undefined
  readonly type?: string | undefined
  readonly from: string
  readonly to: string
}

/** One tenant's events of one type in one hour (RFC 3339); `checksum` is the XOR of theirs, in decimal digits. */
export interface SliceCount {
  readonly tenant_id: string
  readonly type: string
  readonly hour: string
  readonly count: number
  readonly checksum: string
  /** Rows from before places in the log were kept. */
  readonly unplaced: number
}

/** An hour in which a rollup counts `held` events, or lines of them, where it should count `due`, or others. */
export interface Drift extends TenantHour {
  readonly rollup: string
  readonly held: number
  readonly due: number
}

/**
 * What the events table holds, by tenant, type and hour, to compare with the ledger. For the keeper, not for tenants.
 * Throws Failure('invalid_request') where a bound is no time.
 */
export async function countEvents(engine: Engine, request: CountsRequest): Promise<SliceCount[]> {
  const { data } = await engine.read(
    `SELECT tenant_id, type, ${hourSql('toStartOfHour(occurred_at)')} AS hour, count(), toString(groupBitXor(checksum)),
      countIf(${lacksLogPosition})
    FROM events WHERE ${conditions(request, 'occurred_at')} GROUP BY tenant_id, type, hour ORDER BY ALL`,
    paramsOf(request),
  )
  return data.map(([tenant_id, type, hour, count, checksum, unplaced]) => ({
    tenant_id: String(tenant_id),
    type: String(type),
    hour: String(hour),
    count: Number(count),
    checksum: String(checksum),
    unplaced: Number(unplaced),
  }))
}

/** The months, `2026-10`, that have rows from before places in the log were kept. */
export async function unplacedMonths(engine: Engine): Promise<string[]> {
  const { data } = await engine.read(
    `SELECT DISTINCT formatDateTime(occurred_at, '%Y-%m', 'UTC') AS month FROM events
    WHERE ${lacksLogPosition} ORDER BY month`,
  )
  return data.map(([month]) => String(month))
}

/**
 * The hours in which a rollup was not made from what `countEvents` finds in them, for each rollup. Bounds must be whole
 * hours; the type does not count.
 */
export async function findDrift(engine: Engine, rollups: readonly Rollup[], request: CountsRequest): Promise<Drift[]> {
  const ofAllTypes = { ...request, type: undefined }
  const source = (columns: string) => `(SELECT ${columns} FROM events WHERE ${conditions(ofAllTypes, 'occurred_at')})`
  const found: Drift[] = []
  for (const rollup of rollups) {
    const sql = differing(rollup, conditions(ofAllTypes, 'hour'), source)
    const { data } = await engine.read(sql, paramsOf(ofAllTypes))
    for (const [tenant_id, hour, held, due] of data) {
      const at = { tenant_id: String(tenant_id), hour: String(hour) }
      found.push({ ...at, rollup: rollup.name, held: Number(held), due: Number(due) })
    }
  }
  return found
}

export const hourSql = (hour: string) => `formatDateTime(${hour}, '%Y-%m-%dT%H:00:00Z', 'UTC')`

const conditions = ({ tenantId, type }: CountsRequest, time: string) =>
  `${time} >= {from:DateTime64(6, 'UTC')} AND ${time} < {to:DateTime64(6, 'UTC')}` +
  (tenantId === undefined ? '' : ' AND tenant_id = {tenant:String}') +
  (type === undefined ? '' : ' AND type = {type:String}')

/** The values that `conditions` needs. */
export function paramsOf({ tenantId, type, from, to }: CountsRequest): Params {
  const range = parseRange({ from, to }, 'UTC')
  const [start, end] = [range.from, range.to].map((moment) => moment.replace('T', ' ').replace('Z', ''))
  return {
    ...{ from: start, to: end },
    ...(tenantId === undefined ? {} : { tenant: tenantId }),
    ...(type === undefined ? {} : { type }),
  }
}
