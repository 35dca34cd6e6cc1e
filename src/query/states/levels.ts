import type { OfSeries, Series, State } from '../../measures/state.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { mostRows, tooManyRows } from '../../warehouse/engine/most-rows.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { rateParams } from '../../warehouse/sql/rates.ts'
import { bucketName } from '../../warehouse/time/bucket-name.ts'
import { begun, datesIn } from '../../warehouse/time/buckets.ts'
import type { Granularity } from '../../warehouse/time/granularity.ts'
import { type Compiled, paramsOf } from '../plan/compile.ts'
import type { PartRead } from '../plan/part-read.ts'
import type { Part } from '../plan/plan.ts'
import { carryOn, columnsOfState } from './carry-forward.ts'
import { changes } from './history.ts'

/** The levels, flows and turns of a part. @param limit as in `fetch` */
export const seriesReads = (part: Part, context: QueryContext, limit?: number): PartRead[] =>
  bySeries(part).map((read) => ({
    keys: part.keys,
    fromEvents: true,
    compile: () => compileLevels(part, read, context, mostRows + 1),
    compileCurrencies: () => compileLevelCurrencies(part, read, context),
    decode(rows) {
      const carried = carryOn(rows, part, read.states, context.now, (limit ?? mostRows) + 1)
      if (rows.length > mostRows || (limit === undefined && carried.cells.length > mostRows)) throw tooManyRows()
      return carried
    },
  }))

/** Whether a state is read from the history of a series. */
const isOfSeries = (state: State): state is OfSeries => 'series' in state

/** The states of a part by series, those that are converted apart. */
function bySeries({ states, mode }: Part): SeriesRead[] {
  const reads: { series: OfSeries['series']; states: Map<string, OfSeries>; converts: boolean }[] = []
  for (const [name, state] of states) {
    if (!isOfSeries(state)) continue
    const converts = mode === 'converted' && state.money
    const read = reads.find((it) => it.series === state.series && it.converts === converts)
    if (read === undefined) reads.push({ series: state.series, states: new Map([[name, state]]), converts })
    else read.states.set(name, state)
  }
  return reads
}

/** States of one series, which are read by one statement. */
interface SeriesRead {
  readonly series: Series
  readonly states: ReadonlyMap<string, OfSeries>
  readonly converts: boolean
}

/** What was before the range is the bucket ''. */
const bucket = (part: Part) => `if(occurred_at < {from:DateTime64(6, 'UTC')}, '', ${bucketName(part)})`

/** Days from a change to the last day of its bucket that has begun, both counted. */
function daysHeld(granularity: Granularity): string {
  const day = 'toDate32(occurred_at, {timezone:String})'
  if (granularity === 'hour') return '1'
  const last: Record<Exclude<Granularity, 'hour'>, string> = {
    day,
    week: `addDays(toMonday(${day}), 6)`,
    month: `toLastDayOfMonth(${day})`,
    total: '{last_day:Date32}',
  }
  return `greatest(0, dateDiff('day', ${day}, least(${last[granularity]}, {last_day:Date32})) + 1)`
}

/**
 * SQL of a series' states: bucket, keys, 1 in rows of all keys together, and of each state how it runs, what happened
 * within the bucket and within the range. Only buckets in which something changed have a row.
 */
function compileLevels(
  part: Part,
  { series, states, converts }: SeriesRead,
  { tenantId, money, now, model: { columns } }: QueryContext,
  limit: number,
): Compiled {
  const { granularity, range, zone } = part
  const filters = part.filters.map(({ dimension }) => dimension)
  const keys = part.keys.map((key) => `key_${key}`)
  const inRange = "occurred_at >= {from:DateTime64(6, 'UTC')}"
  const sums = [...states].map(([name, state]) => {
    const change = `change_${name}`
    if (state.kind !== 'level') return [`sumIf(${change}, ${inRange})`, `sumIf(${change}, ${inRange})`, '0']
    if (state.at !== 'mean') return [`sum(${change})`, '0', '0']
    const held = (granularity: Granularity) => `sumIf(${change} * ${daysHeld(granularity)}, ${inRange})`
    return [`sum(${change})`, held(granularity), held('total')]
  })
  const names = [...states.keys()].flatMap((name) => [`running_${name}`, `within_${name}`, `whole_${name}`])
  const isTotal = keys[0] === undefined ? '1' : `grouping(${keys[0]})`
  const grouped = `SELECT ${bucket(part)} AS bucket, ${[...keys, `${isTotal} AS is_total`].join(', ')},
      ${sums.flatMap((sql, index) => sql.map((it, at) => `${it} AS ${names[index * columnsOfState + at]}`)).join(', ')}
    FROM ${changes({ series, states, keys: part.keys, filters, converts }, columns)}
    GROUP BY ${keys.length === 0 ? 'bucket' : `GROUPING SETS ((bucket, ${keys.join(', ')}), (bucket))`}
    HAVING ${names.map((name) => `${name} != 0`).join(' OR ')}`
  const told = names.map((name, index) => (index % columnsOfState === 0 ? `sum(${name}) OVER course` : name))
  const sql = `SELECT ${['bucket', ...keys, 'is_total', ...told].join(', ')}
    FROM (${grouped})
    WINDOW course AS (PARTITION BY ${['is_total', ...keys].join(', ')} ORDER BY bucket
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    ORDER BY is_total DESC, bucket, ${[...keys, 'is_total'].join(', ')} LIMIT {limit:UInt32}
    ${questionClause}`
  const { last } = datesIn(null, begun(range, now), 'total', zone)
  const rates = converts ? rateParams(money, { from: '1970-01-01T00:00:00.000000Z', to: range.to }) : {}
  return { sql, params: { ...paramsOf(part, tenantId), ...rates, last_day: last, limit } }
}

/** SQL of the currencies in which things of a series have amounts, and the second of the first one. */
function compileLevelCurrencies(
  part: Part,
  read: SeriesRead,
  { tenantId, model: { columns } }: QueryContext,
): Compiled {
  const filters = part.filters.map(({ dimension }) => dimension)
  const all = changes({ ...read, keys: ['currency'], filters }, columns)
  const some = [...read.states.keys()].map((name) => `change_${name} != 0`).join(' OR ')
  const sql = `SELECT key_currency, toUnixTimestamp(min(occurred_at)) FROM ${all} WHERE ${some}
    GROUP BY key_currency ORDER BY key_currency ${questionClause}`
  return { sql, params: paramsOf(part, tenantId) }
}
