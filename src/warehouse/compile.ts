import { type Sum, typesOf } from '../measures/define.ts'
import { type Params, settingsClause } from './engine.ts'
import type { Part, Read } from './plan.ts'
import type { Granularity } from './question.ts'
import type { Range } from './range.ts'
import { type Columns, ofTenant, relation } from './relation.ts'
import type { Money, Rate } from './request.ts'
import { amountsName, type Rollup } from './rollup.ts'
import { amountsOf, conditionOf, overEvents, overRollup } from './sum.ts'

/** A statement whose columns are: the time (unless total), the keys, the sums of the read, and 1 in the row of totals. */
export interface Compiled {
  readonly sql: string
  readonly params: Params
}

/** Days before 1970 exist where a zone lies west of Greenwich. Compiling a statement takes longer than most take to run. */
const settings = {
  enable_extended_results_for_datetime_functions: 1,
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
}

/**
 * SQL of one read. Totals come from a grouping set of their own: merging the states of all rows (WITH TOTALS) takes
 * twice as long where distinct things are counted. A row whose sums are all 0 is left out. Every value of the request is bound, never written into it.
 * @param limit how many rows to answer at most, the first by time and keys
 */
export function compile(
  part: Part,
  read: Read,
  tenantId: string,
  money: Money,
  tableColumns: Columns,
  limit: number,
): Compiled {
  const rollup = 'table' in read.from ? read.from : undefined
  const time = timeColumn(read)
  const keys = [
    ...(part.granularity === 'total' ? [] : [{ name: 'key_time', sql: bucketOf(part.granularity, time) }]),
    ...part.keys.map((key) => ({ name: `key_${key}`, sql: `toString(source.${key})` })),
  ]
  const names = keys.map(({ name }) => name).join(', ')
  const columns = [
    ...keys.map(({ name, sql }) => `${sql} AS ${name}`),
    ...[...read.sums].map(([name, sum]) => `${aggregate(rollup, name, sum, read.converts)} AS sum_${name}`),
    keys[0] === undefined ? '1 AS is_total' : `grouping(${keys[0].name}) AS is_total`,
  ]
  const sql = `SELECT ${columns.join(', ')}
    FROM ${sourceOf(read, tableColumns)} AS source${read.converts ? ` ${ratesJoin(time)}` : ''}
    WHERE ${conditionsOf(part, read).join(' AND ')}
    GROUP BY GROUPING SETS (${keys.length === 0 ? '' : `(${names}), `}())
    HAVING ${[...read.sums.keys()].map((name) => `sum_${name} != 0`).join(' OR ')}
    ORDER BY is_total DESC${keys.length === 0 ? '' : `, ${names}`} LIMIT {limit:UInt32}
    ${settingsClause(settings)}`
  return {
    sql,
    params: { ...paramsOf(part, tenantId), ...(read.converts ? rateParams(money, part.range) : {}), limit: limit + 1 },
  }
}

/** SQL that answers each currency in which the read's sums of money hold amounts, and the second of the first one. */
export function compileCurrencies(part: Part, read: Read, tenantId: string, columns: Columns): Compiled {
  const amounts = [...read.sums].map(([name, sum]) =>
    'table' in read.from ? `${amountsName(name)} > 0` : conditionOf(amountsOf(sum), '{timezone:String}'),
  )
  const sql = `SELECT toString(source.currency) AS key_currency, toUnixTimestamp(min(${timeColumn(read)}))
    FROM ${sourceOf(read, columns)} AS source
    WHERE ${conditionsOf(part, read).join(' AND ')} AND (${amounts.map((amount) => `(${amount})`).join(' OR ')})
    GROUP BY key_currency ORDER BY key_currency`
  return { sql, params: paramsOf(part, tenantId) }
}

const timeColumn = ({ from }: Read) => ('table' in from ? 'hour' : 'occurred_at')

function conditionsOf(part: Part, read: Read): string[] {
  return [
    `${timeColumn(read)} >= {from:DateTime64(6, 'UTC')}`,
    `${timeColumn(read)} < {to:DateTime64(6, 'UTC')}`,
    ...typeCondition(read),
    ...part.filters.map(({ dimension }, index) => `has({filter_${index}:Array(String)}, source.${dimension})`),
  ]
}

const paramsOf = ({ zone, range, filters }: Part, tenantId: string): Params => ({
  tenant: tenantId,
  timezone: zone,
  from: bound(range.from),
  to: bound(range.to),
  ...Object.fromEntries(filters.map(({ values }, index) => [`filter_${index}`, values])),
})

/** The tenant's rows: of a rollup, or of events in the shape that the sums need. */
export const sourceOf = ({ from }: Read, columns: Columns) =>
  'table' in from ? ofTenant(from.table) : relation(from, columns, (some) => ofTenant('events', some))

const aggregate = (rollup: Rollup | undefined, name: string, sum: Sum, converts: boolean) =>
  rollup === undefined
    ? overEvents(sum, converts ? 'rate' : undefined)
    : overRollup(name, sum, converts ? 'rate' : undefined)

/** The bucket of a moment: seconds since 1970 for an hour, else the date on which the bucket begins. */
function bucketOf(granularity: Exclude<Granularity, 'total'>, time: string): string {
  const day = `toDate32(${time}, {timezone:String})`
  if (granularity === 'hour') return `toUnixTimestamp(toStartOfHour(toDateTime(${time}, {timezone:String})))`
  if (granularity === 'day') return `toString(${day})`
  return `toString(${granularity === 'week' ? 'toMonday' : 'toStartOfMonth'}(${day}))`
}

/** Events lie by type: naming the types that the sums take leaves the rest unread. */
function typeCondition({ from, sums }: Read): string[] {
  const types = [...sums.values()].map(typesOf)
  if ('table' in from || types.includes(undefined)) return []
  return [`type IN (${[...new Set(types.flat())].map((type) => `'${type}'`).join(', ')})`]
}

/** Events begin in 1970, and the engine's times end in 2299. */
const bound = (moment: string) => (moment < '1970' ? '1970-01-01 00:00:00' : moment.replace('T', ' ').replace('Z', ''))

/** Joins the rate that was valid at the hour; the reporting currency is worth itself. */
const ratesJoin = (time: string) => `ASOF LEFT JOIN (
    SELECT entry.1 AS rate_currency, entry.2 AS valid_from, toDecimal128(entry.3, 12) AS rate
    FROM (SELECT arrayJoin(arrayZip({rate_currencies:Array(String)},
      {rate_starts:Array(DateTime('UTC'))}, {rate_values:Array(String)})) AS entry)
  ) AS rates ON source.currency = rates.rate_currency AND toDateTime(source.${time}, 'UTC') >= rates.valid_from`

function rateParams({ reportingCurrency, rates }: Money, range: Range): Params {
  const own = { currency: reportingCurrency, valid_from: '1970-01-01T00:00:00Z', rate: '1' }
  const all = [own, ...ratesWithin(rates, range).filter(({ currency }) => currency !== reportingCurrency)]
  return {
    rate_currencies: all.map(({ currency }) => currency),
    rate_starts: all.map(({ valid_from }) => new Date(valid_from).toISOString().slice(0, 19).replace('T', ' ')),
    rate_values: all.map(({ rate }) => rate),
  }
}

/** The rates that are valid at some time of the range: a server takes no statement with years of daily rates. */
export function ratesWithin(rates: readonly Rate[], { from, to }: Range): Rate[] {
  const at = ({ valid_from }: Rate) => Date.parse(valid_from)
  const lastBefore = new Map<string, number>()
  for (const rate of rates) {
    const before = lastBefore.get(rate.currency) ?? Number.NEGATIVE_INFINITY
    if (at(rate) <= Date.parse(from)) lastBefore.set(rate.currency, Math.max(before, at(rate)))
  }
  return rates.filter((rate) => at(rate) < Date.parse(to) && at(rate) >= (lastBefore.get(rate.currency) ?? 0))
}
