import { count } from '../../measures/define.ts'
import type { Variation } from '../../measures/state.ts'
import { folded } from '../../measures/units.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { mostRows, tooManyRows } from '../../warehouse/engine/most-rows.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { type Columns, columnsIn, ofTenant } from '../../warehouse/sql/relation.ts'
import { conditionOf } from '../../warehouse/sql/sum.ts'
import { bucketName } from '../../warehouse/time/bucket-name.ts'
import { localDay } from '../../warehouse/time/local-day.ts'
import type { Cell } from '../plan/cells.ts'
import { type Compiled, paramsOf } from '../plan/compile.ts'
import type { PartRead } from '../plan/part-read.ts'
import type { Part } from '../plan/plan.ts'

/** The variations of a part. */
export const variationReads = (part: Part, { tenantId, model: { columns } }: QueryContext): PartRead[] =>
  byGroups(part).map(([first, states]) => ({
    keys: part.keys,
    fromEvents: true,
    compile: () => compileVariation(part, first, tenantId, columns, mostRows + 1),
    decode(rows) {
      if (rows.length > mostRows) throw tooManyRows()
      return readVariation(rows, part, states)
    },
  }))

/** The variations of a part: those over the same groups are read by one statement. */
function byGroups({ states }: Part): [Variation, Map<string, Variation>][] {
  const found = new Map<string, [Variation, Map<string, Variation>]>()
  for (const [name, state] of states) {
    if (state.kind !== 'variation') continue
    const groups = JSON.stringify([state.of, state.per, state.when])
    const one = found.get(groups) ?? [state, new Map()]
    one[1].set(name, state)
    found.set(groups, one)
  }
  return [...found.values()]
}

/** Units and metrics that differ in their spelling alone are one. */
const foldedOf = (column: string) => (Object.hasOwn(folded, column) ? folded[column as keyof typeof folded] : column)

/** Decimals add up to the same in any order. Where a mean is next to nothing, a larger coefficient says no more. */
const exact = 'toDecimal128(round(least(coefficient, 1e12), 12), 12)'

/**
 * SQL of bucket, keys, 1 in the row of totals, Σ of coefficients and their number. A group is made anew for each cut: a
 * device that was in two countries on a day has a coefficient for each, and one of its own in the totals.
 */
function compileVariation(part: Part, state: Variation, tenantId: string, columns: Columns, limit: number): Compiled {
  const keys = part.keys.map((key) => `key_${key}`)
  const groups = [...state.per.map((name) => `per_${name}`), 'day'].join(', ')
  const cut = ['bucket', ...keys].join(', ')
  const conditions = [
    conditionOf(count(state.when)),
    "occurred_at >= {from:DateTime64(6, 'UTC')} AND occurred_at < {to:DateTime64(6, 'UTC')}",
    `isNotNull(${state.of})`,
    ...part.filters.map(({ dimension }, index) => `has({filter_${index}:Array(String)}, toString(${dimension}))`),
  ]
  const asked = [
    ...state.per.map((name) => `${foldedOf(name)} AS per_${name}`),
    `${localDay('occurred_at', part)} AS day`,
    `${bucketName(part)} AS bucket`,
    ...part.keys.map((key) => `toString(${key}) AS key_${key}`),
    `assumeNotNull(${state.of}) AS reading`,
  ].join(', ')
  const used = columnsIn(`${asked} ${conditions.join(' ')}`, columns)
  // Days lie within days, weeks and months: without keys the groups of a cut are those of the whole.
  const anew = keys.length > 0 || part.granularity === 'hour'
  const grouped = `SELECT ${groups}, ${cut}, ${anew ? 'grouping(bucket) AS of_whole,' : ''}
      stddevPopStable(reading) / abs(avg(reading)) AS coefficient
    FROM (SELECT ${asked} FROM ${ofTenant('events', [...used].join(', '))} WHERE ${conditions.join(' AND ')})
    GROUP BY ${anew ? `GROUPING SETS ((${groups}, ${cut}), (${groups}))` : `${groups}, bucket`}
    HAVING count() > 1 AND avg(reading) != 0`
  const sql = `SELECT ${cut}, ${anew ? 'of_whole' : 'grouping(bucket)'} AS is_total, sum(${exact}), count()
    FROM (${grouped})
    GROUP BY ${anew ? `${cut}, of_whole` : 'GROUPING SETS ((bucket), ())'} HAVING count() > 0
    ORDER BY is_total DESC, ${cut} LIMIT {limit:UInt32}
    ${questionClause}`
  return { sql, params: { ...paramsOf(part, tenantId), limit } }
}

/** Cells and totals from the rows of `compileVariation`. */
function readVariation(
  rows: readonly (readonly unknown[])[],
  { keys, granularity }: Part,
  states: ReadonlyMap<string, Variation>,
): { cells: Cell[]; totals: Map<string, number> } {
  const valuesOf = (row: readonly unknown[]) =>
    new Map([...states].map(([name, { says }]) => [name, Number(row[keys.length + (says === 'sum' ? 2 : 3)])]))
  const isTotal = (row: readonly unknown[]) => Number(row[keys.length + 1]) === 1
  const whole = rows.find(isTotal)
  const cells = rows
    .filter((row) => !isTotal(row))
    .map((row) => ({
      time: granularity === 'total' ? null : String(row[0]),
      keys: row.slice(1, keys.length + 1).map(String),
      sums: valuesOf(row),
    }))
  return { cells, totals: whole === undefined ? new Map([...states.keys()].map((name) => [name, 0])) : valuesOf(whole) }
}
