import type { Binder } from '../../warehouse/engine/parameters.ts'
import { eventsFor, passes } from '../../warehouse/sql/event-filter.ts'
import type { Filter } from '../../warehouse/sql/filter.ts'
import { inLogOrder } from '../../warehouse/sql/log-order.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'

/** SQL after FROM of the readings of a sensor metric, with its conditions. */
export function readingsOf(
  sensorMetric: string,
  filters: readonly Filter[],
  binder: Binder,
  columns: ReadonlySet<string>,
): string {
  const metric = binder.bind(sensorMetric, 'String')
  const where = [
    "type = 'telemetry' AND action = 'read'",
    `metric = ${metric} AND isNotNull(value) AND device_id != ''`,
    inRange,
    ...passes(filters, binder),
  ].join(' AND ')
  const dimensions = filters.map(({ dimension }) => dimension)
  return `${eventsFor(`id device_id unit occurred_at log_position WHERE ${where}`, dimensions, columns)} WHERE ${where}`
}

/** A statement of a row for each device and unit: device, unit, times (microseconds since 1970) and values, in their order. */
export const seriesSql = (
  source: string,
  isLookedAt: string,
) => `SELECT device_id, unit, arrayMap(it -> it.1, readings), arrayMap(it -> it.3, readings)
    FROM (SELECT device_id, toString(unit) AS unit,
        arraySort(groupArray((toFloat64(toUnixTimestamp64Micro(occurred_at)), log_position, assumeNotNull(value)))) AS readings
      FROM ${source} AND ${isLookedAt} GROUP BY device_id, unit)
    ORDER BY device_id, unit`

/** Readings are read without their ids, which would be most of the answer; those of the few shown are looked up. */
export const eventsSql = (
  source: string,
) => `SELECT toString(id), device_id, toFloat64(toUnixTimestamp64Micro(occurred_at))
    FROM ${source} AND has({devices:Array(String)}, device_id)
      AND has({times:Array(Int64)}, toUnixTimestamp64Micro(occurred_at))
    ORDER BY ${inLogOrder}`
