import { type Sum, typesOf } from '../../measures/define.ts'
import type { Params } from '../../warehouse/engine/engine.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import type { Money } from '../../warehouse/sql/money.ts'
import { rateParams, ratesJoin } from '../../warehouse/sql/rates.ts'
import { type Columns, columnsIn, comparedOf, ofTenant, relation, textOf } from '../../warehouse/sql/relation.ts'
import { amountsOf, conditionOf, holdsSomething, overEvents, overRollup } from '../../warehouse/sql/sum.ts'
import { amountsName } from '../../warehouse/tables/rollup.ts'
import { bound } from '../../warehouse/time/clickhouse-time.ts'
import type { Granularity } from '../../warehouse/time/granularity.ts'
import { hourStart } from '../../warehouse/time/hour-start.ts'
import { localDay } from '../../warehouse/time/local-day.ts'
import { withPartialHours } from './partial-hours.ts'
import type { Part, Read } from './plan.ts'
import { storedParams, withStoredDays } from './stored-days.ts'

/** A statement whose columns are: the time (unless total), the keys, the sums of the read, and 1 in the row of totals. */
export interface Compiled {
  readonly sql: string
  readonly params: Params
}

/** Whom a statement is for, and over which columns. */
interface For {
  readonly tenantId: string
  readonly money: Money
  readonly columns: Columns
}

/**
 * SQL of one read. Totals come from a grouping set of their own: merging the states of all rows (WITH TOTALS) takes
 * twice as long where distinct things are counted. A row whose sums are all 0 is left out. Every value of the request is
 * bound, never written into the SQL.
 * @param limit how many rows to answer at most beside the totals, the first by time and keys
 */
export function compile(part: Part, read: Read, { tenantId, money, columns }: For, limit: number): Compiled {
  const time = timeColumn(read)
  const keys = [
    ...(part.granularity === 'total' ? [] : [{ name: 'key_time', sql: bucketOf(part.granularity, time, part) }]),
    ...read.keys.map((key) => ({ name: `key_${key}`, sql: textOf(key, `source.${key}`) })),
  ]
  const names = keys.map(({ name }) => name)
  const asked = [
    ...keys.map(({ name, sql }) => `${sql} AS ${name}`),
    ...[...read.sums].map(([name, sum]) => `${aggregate(read, name, sum)} AS sum_${name}`),
    names[0] === undefined ? '1 AS is_total' : `grouping(${names[0]}) AS is_total`,
  ].join(', ')
  const rest = `${read.converts ? ratesJoin(time) : ''} WHERE ${conditionsOf(read).join(' AND ')}`
  const sets = names.length === 0 ? '()' : `(${names.join(', ')}), ()`
  const sql = `SELECT ${asked}
    FROM ${sourceOf(read, `${asked} ${rest}`, columns)} AS source ${rest}
    GROUP BY GROUPING SETS (${sets})
    HAVING ${[...read.sums].map(([name, sum]) => holdsSomething(`sum_${name}`, sum)).join(' OR ')}
    ORDER BY ${['is_total DESC', ...names].join(', ')} LIMIT {limit:UInt32}
    ${questionClause}`
  const rates = read.converts ? rateParams(money, part.range) : {}
  return {
    sql,
    params: {
      ...paramsOf({ ...part, filters: read.filters }, tenantId),
      ...edgeParams(read),
      ...rates,
      limit: limit + 1,
    },
  }
}

/** SQL that answers each currency in which the read's sums of money hold amounts, and the second of the first one. */
export function compileCurrencies(part: Part, read: Read, { tenantId, columns }: For): Compiled {
  const amounts = [...read.sums].map(([name, sum]) =>
    'table' in read.from ? `${amountsName(name)} > 0` : `(${conditionOf(amountsOf(sum))})`,
  )
  const asked = `toString(source.currency) AS key_currency, toUnixTimestamp(min(${timeColumn(read)}))`
  const rest = `WHERE ${conditionsOf(read).join(' AND ')} AND (${amounts.join(' OR ')})`
  const sql = `SELECT ${asked} FROM ${sourceOf(read, `${asked} ${rest}`, columns)} AS source ${rest}
    GROUP BY key_currency ORDER BY key_currency ${questionClause}`
  return { sql, params: { ...paramsOf({ ...part, filters: read.filters }, tenantId), ...edgeParams(read) } }
}

/** Whether rows hold sums, and are no events. */
const holdsSums = ({ from, stored }: Pick<Read, 'from' | 'stored'>) => stored !== undefined || 'table' in from

const timeColumn = (read: Read) => (holdsSums(read) ? 'hour' : 'occurred_at')

export function conditionsOf(read: Read): string[] {
  return [
    // A stretch of events before the first stored day stands at the beginning of its day, which may lie before the range.
    ...(read.stored === undefined ? [`${timeColumn(read)} >= {from:DateTime64(6, 'UTC')}`] : []),
    `${timeColumn(read)} < {to:DateTime64(6, 'UTC')}`,
    ...typeCondition(read),
    ...read.filters.map(
      ({ dimension }, index) => `has({filter_${index}:Array(String)}, ${comparedOf(dimension, `source.${dimension}`)})`,
    ),
  ]
}

const edgeParams = ({ edges, stored }: Read): Params => ({
  ...(edges.length === 0 ? {} : { edges }),
  ...(stored === undefined ? {} : storedParams(stored)),
})

/** Values that the statements of a part name. */
export const paramsOf = (
  { zone, tenantZone, range, filters }: Pick<Part, 'zone' | 'tenantZone' | 'range' | 'filters'>,
  tenantId: string,
): Params => ({
  tenant: tenantId,
  timezone: zone,
  tenant_timezone: tenantZone,
  from: bound(range.from),
  to: bound(range.to),
  ...Object.fromEntries(filters.map(({ values }, index) => [`filter_${index}`, values])),
})

/** The tenant's rows: of a rollup, or of events in the shape that the sums need, with the columns that `used` names. */
export function sourceOf(read: Pick<Read, 'from' | 'edges' | 'sums' | 'stored'>, used: string, columns: Columns) {
  const { from, edges, sums, stored } = read
  const types = typesOfAll(sums)
  if (!('table' in from)) {
    if (stored !== undefined) return withStoredDays(stored, used, undefined, types)
    return relation(from, columnsIn(used, columns), (some) => ofTenant('events', some))
  }
  const hours = edges.length === 0 ? ofTenant(from.table) : withPartialHours(from, used, types)
  return stored === undefined ? hours : withStoredDays(stored, used, hours, types)
}

function aggregate(read: Read, name: string, sum: Sum): string {
  const rate = read.converts && sum.money ? 'rate' : undefined
  return holdsSums(read) ? overRollup(name, sum, rate) : overEvents(sum, rate)
}

/** The bucket of a moment: seconds since 1970 for an hour, else the date on which the bucket begins. */
function bucketOf(granularity: Exclude<Granularity, 'total'>, time: string, part: Part): string {
  const day = localDay(time, part)
  if (granularity === 'hour') return hourStart(time)
  if (granularity === 'day') return `toString(${day})`
  return `toString(${granularity === 'week' ? 'toMonday' : 'toStartOfMonth'}(${day}))`
}

/** Events lie by type: naming the types that the sums take leaves the rest unread. */
function typeCondition(read: Read): string[] {
  const types = typesOfAll(read.sums)
  if (holdsSums(read) || types === undefined) return []
  return [`type IN (${types.map((type) => `'${type}'`).join(', ')})`]
}

/** The event types that sums take together; undefined means all. */
function typesOfAll(sums: ReadonlyMap<string, Sum>): readonly string[] | undefined {
  const types = [...sums.values()].map(typesOf)
  return types.includes(undefined) ? undefined : [...new Set(types.flatMap((some) => some ?? []))]
}
