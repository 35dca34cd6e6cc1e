import type { Engine, Params } from './engine.ts'
import { parseRange } from './parse.ts'
import type { Rollup } from './rollup.ts'

/** Hours to look at: all of one tenant, or of every tenant. Bounds as in a request, in UTC. */
export interface CountsRequest {
  readonly tenantId?: string | undefined
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
}

export type HourCount = Omit<SliceCount, 'type'>

/**
 * What the events table holds, by tenant, type and hour, to compare with the ledger. For the keeper, not for tenants.
 * Throws Failure('invalid_request') where a bound is no time.
 */
export async function countEvents(engine: Engine, request: CountsRequest): Promise<SliceCount[]> {
  const { data } = await engine.read(
    `SELECT tenant_id, type, ${hourSql('toStartOfHour(occurred_at)')} AS hour, count(), toString(groupBitXor(checksum))
    FROM events WHERE ${conditions(request, 'occurred_at')} GROUP BY tenant_id, type, hour ORDER BY ALL`,
    paramsOf(request),
  )
  return data.map(([tenant_id, type, hour, count, checksum]) => ({
    tenant_id: String(tenant_id),
    type: String(type),
    hour: String(hour),
    count: Number(count),
    checksum: String(checksum),
  }))
}

/**
 * What a rollup says that it was made from, by tenant and hour. Where it is not what `countEvents` finds in the hour, a
 * repair was interrupted. Bounds must be whole hours.
 */
export async function countRollup(engine: Engine, total: Rollup, request: CountsRequest): Promise<HourCount[]> {
  const { data } = await engine.read(
    `SELECT tenant_id, ${hourSql('hour')}, sum(events), toString(groupBitXor(checksum))
    FROM ${total.table} WHERE ${conditions(request, 'hour')} GROUP BY tenant_id, hour ORDER BY ALL`,
    paramsOf(request),
  )
  return data.map(([tenant_id, hour, count, checksum]) => ({
    tenant_id: String(tenant_id),
    hour: String(hour),
    count: Number(count),
    checksum: String(checksum),
  }))
}

const hourSql = (hour: string) => `formatDateTime(${hour}, '%Y-%m-%dT%H:00:00Z', 'UTC')`

const conditions = ({ tenantId }: CountsRequest, time: string) =>
  `${time} >= {from:DateTime64(6, 'UTC')} AND ${time} < {to:DateTime64(6, 'UTC')}` +
  (tenantId === undefined ? '' : ' AND tenant_id = {tenant:String}')

function paramsOf({ tenantId, from, to }: CountsRequest): Params {
  const range = parseRange({ from, to }, 'UTC')
  const [start, end] = [range.from, range.to].map((moment) => moment.replace('T', ' ').replace('Z', ''))
  return { from: start, to: end, ...(tenantId === undefined ? {} : { tenant: tenantId }) }
}
