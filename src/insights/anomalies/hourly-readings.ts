import type { HourlySeries } from '../../statistics/sensors/expected-readings.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { bound, inRange } from '../../warehouse/time/clickhouse-time.ts'
import { sample } from '../sampling.ts'

export interface HourlyRequest {
  /** All, where none is named. */
  readonly devices: readonly string[] | undefined
  /** How many of the last whole hours are looked at. */
  readonly hours: number
  /** Milliseconds since 1970 up to which hours count; now where it is left out. */
  readonly to: number | undefined
}

export interface HourlyReadings {
  readonly series: readonly HourlySeries[]
  /** Hours since 1970: the first that is looked at, and the first after them. */
  readonly begin: number
  readonly end: number
}

/** Four weeks of history before the hours that are looked at. */
const historyHours = 28 * 24
const hourMs = 3_600_000
/** Readings that are looked at; of more, those of a sample of devices. */
const mostReadings = 2_000_000
const mostSeries = 1_000

/**
 * Medians of readings by hour, of each sensor of each device, with four weeks of history before the hours that are asked for.
 * Throws Failure: query_too_large, warehouse_unavailable.
 */
export async function readHourlyReadings(
  { devices, hours, to }: HourlyRequest,
  context: QueryContext,
): Promise<HourlyReadings> {
  const end = Math.floor(Math.min(to ?? context.now, context.now) / hourMs)
  const begin = end - hours
  const moment = (hour: number) => bound(new Date(hour * hourMs).toISOString())
  const params = {
    ...{ tenant: context.tenantId, from: moment(begin - historyHours), to: moment(end) },
    ...(devices && { devices }),
  }
  const columns = 'type, action, device_id, metric, unit, value, occurred_at'
  const source = `${ofTenant('events', columns)} WHERE type = 'telemetry' AND action = 'read' AND isNotNull(value)
    AND device_id != '' AND ${inRange} ${devices ? 'AND has({devices:Array(String)}, device_id)' : ''}`
  const { where } = await sample(context, source, 'device_id', params, mostReadings)
  const { data } = await context.engine.read(
    `SELECT device_id, metric, unit, arrayMap(it -> it.1, readings), arrayMap(it -> it.2, readings)
    FROM (SELECT device_id, metric, unit, arraySort(groupArray((hour, middle))) AS readings
      FROM (SELECT device_id, toString(metric) AS metric, toString(unit) AS unit,
          intDiv(toUnixTimestamp64Milli(occurred_at), ${hourMs}) AS hour, quantileExact(0.5)(assumeNotNull(value)) AS middle
        FROM ${source} AND ${where} GROUP BY device_id, metric, unit, hour)
      GROUP BY device_id, metric, unit HAVING max(hour) >= ${begin})
    ORDER BY device_id, metric, unit LIMIT ${mostSeries} ${questionClause}`,
    params,
  )
  return {
    ...{ begin, end },
    series: data.map(([device, metric, unit, at, values]) => ({
      ...{ device: String(device), metric: String(metric), unit: String(unit) },
      ...{ hours: (at as unknown[]).map(Number), values: (values as unknown[]).map(Number) },
    })),
  }
}
