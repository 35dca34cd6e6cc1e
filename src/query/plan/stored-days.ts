import type { Params } from '../../warehouse/engine/engine.ts'
import { columnsIn, ofTenant } from '../../warehouse/sql/relation.ts'
import type { TrustedDays } from '../../warehouse/sql/trusted-days.ts'
import type { DayTable } from '../../warehouse/tables/day-table.ts'
import { bound, momentOfMs, wholeSecond } from '../../warehouse/time/clickhouse-time.ts'
import type { Granularity } from '../../warehouse/time/granularity.ts'
import { milliseconds, type Range } from '../../warehouse/time/range.ts'

const dayMs = 86_400_000

/** Gaps between days of a table: each is a stretch of events of its own. */
const mostGaps = 10

/** What is read from a table of days, and what is left of the range. */
export interface StoredDays {
  readonly table: DayTable
  /** The days, as `2026-10-01 00:00:00` in UTC, and the filling that holds each. */
  readonly days: readonly string[]
  readonly made: readonly number[]
  /** The stretches of the range before, between and behind them. */
  readonly rest: readonly Range[]
}

/**
 * The days of UTC (milliseconds of their start) that lie as a whole within the range and within one bucket. Buckets of other zones begin
 * within days of UTC, and only a total has one bucket in any zone.
 */
export function wholeDays({ from, to }: Range, granularity: Granularity, zone: string): number[] {
  if (granularity === 'hour' || (granularity !== 'total' && zone !== 'UTC')) return []
  const first = Math.ceil(milliseconds(from) / dayMs) * dayMs
  const days = Math.floor((milliseconds(to) - first) / dayMs)
  return Array.from({ length: Math.max(0, days) }, (_, day) => first + day * dayMs)
}

/** The days of a range that may be read from a table; undefined where they are less than half of it, or lie scattered. */
export function storedDays(
  table: DayTable,
  range: Range,
  granularity: Granularity,
  zone: string,
  trusted: TrustedDays,
): StoredDays | undefined {
  const filled = trusted.get(table.table)
  if (filled === undefined) return undefined
  const days = wholeDays(range, granularity, zone).filter((day) => filled.has(day))
  const rest: Range[] = []
  // Bounds stay as they were asked for, since events lie by the microsecond.
  let from = range.from
  for (const day of days) {
    const start = momentOfMs(day)
    if (start > from) rest.push({ from, to: start })
    from = momentOfMs(day + dayMs)
  }
  if (range.to > from) rest.push({ from, to: range.to })
  const isMost = 2 * days.length * dayMs >= milliseconds(range.to) - milliseconds(range.from)
  if (days.length === 0 || !isMost || rest.length > mostGaps) return undefined
  return { table, days: days.map(wholeSecond), made: days.map((day) => filled.get(day) ?? 0), rest }
}

/**
 * SQL of the rows of days, with the rest of the range beside them, from a rollup or from events.
 * @param used the SQL that the rows are for: sums and keys that it does not name are left out
 * @param others SQL of a rollup's rows over the whole range; undefined where the rest comes from events
 * @param types those that the sums take; undefined for all
 */
export function withStoredDays(
  { table: { table, keys, sums, select }, rest }: StoredDays,
  used: string,
  others: string | undefined,
  types: readonly string[] | undefined,
): string {
  const wanted = columnsIn(used, new Set([...keys, ...sums.keys()]))
  const columns = ['tenant_id', ...wanted].join(', ')
  const stored = `SELECT ${columns}, day AS hour FROM ${ofTenant(table)} WHERE (day, made) IN (
      SELECT arrayJoin(arrayZip({stored_days:Array(DateTime('UTC'))}, {stored_made:Array(UInt64)})))`
  if (rest.length === 0) return `(${stored})`
  if (others !== undefined) {
    return `(${stored} UNION ALL SELECT ${columns}, hour FROM ${others}
      WHERE hour >= {from:DateTime64(6, 'UTC')} AND hour < {to:DateTime64(6, 'UTC')}
        AND toStartOfDay(hour) NOT IN {stored_days:Array(DateTime('UTC'))})`
  }
  return `(${stored} UNION ALL SELECT ${columns}, day AS hour FROM (${select(restOf(rest, types), wanted)}))`
}

/** Events of the rest; bounds of each stretch are parameters. */
function restOf(rest: readonly Range[], types: readonly string[] | undefined): (columns: string) => string {
  const stretches = rest.map(
    (_, index) => `(occurred_at >= {rest_${index}_from:DateTime64(6, 'UTC')}
        AND occurred_at < {rest_${index}_to:DateTime64(6, 'UTC')})`,
  )
  const ofTypes = types === undefined ? '' : `AND type IN (${types.map((type) => `'${type}'`).join(', ')})`
  const read = (columns: string) => [...new Set([...columns.split(', '), 'type', 'occurred_at'])].join(', ')
  return (columns) => `(SELECT ${columns} FROM ${ofTenant('events', read(columns))}
    WHERE (${stretches.join(' OR ')}) ${ofTypes})`
}

/** The values that `withStoredDays` needs. */
export const storedParams = ({ days, made, rest }: StoredDays): Params => ({
  stored_days: days,
  stored_made: made,
  ...Object.fromEntries(
    rest.flatMap(({ from, to }, index) => [
      [`rest_${index}_from`, bound(from)],
      [`rest_${index}_to`, bound(to)],
    ]),
  ),
})
