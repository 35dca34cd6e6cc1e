import { beginningsOfDayMs, startOfDayMs } from '../../platform/local-time.ts'
import { columnsIn, ofTenant } from '../../warehouse/sql/relation.ts'
import type { Rollup } from '../../warehouse/tables/rollup.ts'
import { bucketsOf } from '../../warehouse/time/buckets.ts'
import { wholeSecond } from '../../warehouse/time/clickhouse-time.ts'
import type { Granularity } from '../../warehouse/time/granularity.ts'
import { isWholeHours, milliseconds, type Range } from '../../warehouse/time/range.ts'
import { datesOfChange, hasWholeHours } from '../../warehouse/time/zone.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** More hours than these are as much work as reading events alone. */
const mostEdges = 400

/**
 * The hours in UTC that an end of the range or of a bucket cuts in two, `2026-10-01 18:00:00`: rollups have whole hours,
 * so these are read from events, and all others from a rollup. A day in Kolkata has one such hour in 24. None where all
 * ends are whole hours; undefined where rollups do not help: hours of such a zone, ends within a minute.
 */
export function partialHoursOf(range: Range, granularity: Granularity, zone: string): readonly string[] | undefined {
  const [start, end] = [milliseconds(range.from), milliseconds(range.to)]
  const wholeZone = hasWholeHours(start, end, zone)
  const twice = granularity === 'hour' || granularity === 'total' ? [] : secondBeginnings(start, end, zone)
  if (isWholeHours(range) && wholeZone && twice.length === 0) return []
  if (![range.from, range.to].every((moment) => moment.endsWith(':00.000000Z'))) return undefined
  if (granularity === 'hour' && !wholeZone) return undefined
  const ends = [start, end, ...twice]
  if (granularity !== 'hour' && !wholeZone) {
    for (const date of bucketsOf(range, granularity, zone)) {
      if (date !== null) ends.push(startOfDayMs(date, zone))
      if (ends.length > mostEdges) return undefined
    }
  }
  if (ends.some((moment) => moment % minuteMs !== 0)) return undefined
  const cut = ends.filter((moment) => moment % hourMs !== 0).map((moment) => Math.floor(moment / hourMs) * hourMs)
  return [...new Set(cut)].map(wholeSecond)
}

/** A moment within each hour from the first beginning of a day to its second: days change places between them. */
function secondBeginnings(start: number, end: number, zone: string): number[] {
  const moments: number[] = []
  for (const date of datesOfChange(start, end, zone)) {
    const [first, second] = beginningsOfDayMs(date, zone)
    if (first === undefined || second === undefined) continue
    for (let hour = Math.floor(first / hourMs); hour * hourMs < second; hour++) moments.push(hour * hourMs + minuteMs)
  }
  return moments
}

/**
 * SQL of a rollup's rows in which the hours of the parameter `edges` stand by the minute, made from the tenant's events.
 * @param used the SQL that the rows are for: sums that it does not name are left out
 * @param types those that the sums take; undefined for all
 */
export function withPartialHours(
  { table, byMinute, keys, sums }: Rollup,
  used: string,
  types: readonly string[] | undefined,
): string {
  const wanted = columnsIn(used, new Set(sums.keys()))
  const ofTypes = types === undefined ? '' : `AND type IN (${types.map((type) => `'${type}'`).join(', ')})`
  const read = (columns: string) => [...new Set([...columns.split(', '), 'type', 'occurred_at'])].join(', ')
  const cut = (columns: string) => `(SELECT ${columns} FROM ${ofTenant('events', read(columns))}
    WHERE toStartOfHour(occurred_at) IN {edges:Array(DateTime('UTC'))}
      AND occurred_at >= {from:DateTime64(6, 'UTC')} AND occurred_at < {to:DateTime64(6, 'UTC')} ${ofTypes})`
  const columns = ['tenant_id', 'hour', ...keys, ...[...sums.keys()].filter((name) => wanted.has(name))].join(', ')
  return `(SELECT ${columns} FROM ${ofTenant(table)} WHERE hour NOT IN {edges:Array(DateTime('UTC'))}
    UNION ALL ${byMinute(cut, wanted)})`
}
