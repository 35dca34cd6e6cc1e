import { divide } from '../../measures/define.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { dimensionOf, eventsFor, type Match, matches, ofTypes, passes } from '../../warehouse/sql/event-filter.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import { binderOf, checkDimension, metaOf, parseSpan, parseStep } from '../question.ts'
import { sample } from '../sampling.ts'
import { tiedChainsSql } from './equal-times-sql.ts'
import type { FunnelAnswer, FunnelRequest } from './request.ts'
import { chainsSql } from './sql.ts'

/** How many values a breakdown shows. */
const mostValues = 20

/**
 * How many persons or sessions took the steps in order, and how long it took them. All steps lie in the range, the end not
 * included; equal times are in order. See sql.ts for which events are taken.
 * Throws Failure: invalid_request, dimension_not_allowed, query_too_large, warehouse_unavailable.
 */
export async function answerFunnel(request: FunnelRequest, context: QueryContext): Promise<FunnelAnswer> {
  const started = performance.now()
  const steps = request.steps.map((step, index) => parseStep(step, `/steps/${index}`, context))
  const types = steps.map(({ type }) => type)
  const span = parseSpan(request, context, types)
  const { breakdown, by, explain } = request
  if (breakdown !== undefined) checkDimension(breakdown, '/breakdown', context.catalogue, types.slice(0, 1))

  const binder = binderOf(context.tenantId, span)
  const filters = [...span.filters, ...steps.flatMap((step) => step.filters)]
  const dimensions = [...filters.map(({ dimension }) => dimension), ...(breakdown === undefined ? [] : [breakdown])]
  const conditions = steps.map((step) => matches(step, binder))
  const where = [
    `${by} != ''`,
    inRange,
    ofTypes(steps),
    `(${conditions.join(' OR ')})`,
    ...passes(span.filters, binder),
  ]
  const value = breakdown === undefined ? "''" : dimensionOf(breakdown)
  const rest = `WHERE ${where.join(' AND ')}`
  const source = `${eventsFor(`${by} occurred_at log_position ${value} ${rest}`, dimensions, context.model.columns)} ${rest}`
  const { share, where: isLookedAt, statement } = await sample(context, source, by, binder.params)

  const chains = { steps: conditions, by, value, windowSeconds: request.window_seconds }
  const looked = { ...chains, source: `${source} AND ${isLookedAt}` }
  const kinds = kindsOf(steps)
  const found = kinds === undefined ? chainsSql(looked) : tiedChainsSql(looked, kinds)
  const sql = groupedSql(steps.length, breakdown !== undefined, found)
  const { data } = await context.engine.read(sql, binder.params)
  const rows = data.map((row) => ({ isTotal: Number(row[0]) === 1, value: String(row[1]), figures: row.slice(2) }))
  const answered = (figures: readonly unknown[] = []) => stepsOf(steps, figures, share)
  const values = rows
    .filter(({ isTotal }) => !isTotal)
    .map((row) => ({ value: row.value || null, steps: answered(row.figures) }))
  return {
    steps: answered(rows.find(({ isTotal }) => isTotal)?.figures),
    ...(breakdown === undefined ? {} : { breakdown: values }),
    meta: await metaOf(context, { started, explain, share, statements: [statement, sql] }),
  }
}

/**
 * The kind of each step, where one is asked for twice and steps of different kinds have no event in common; undefined
 * where no step is, or where only the filters of two steps tell them apart.
 */
function kindsOf(steps: readonly Match[]): number[] | undefined {
  const ids = steps.map((step) => JSON.stringify(step))
  const kinds = [...new Set(ids)]
  const names = new Set(steps.map(({ type, action }) => `${type}.${action}`))
  return kinds.length === ids.length || names.size < kinds.length ? undefined : ids.map((id) => kinds.indexOf(id))
}

/** For each step the count, and the quantiles of the seconds since the step before; in all, and by value. */
function groupedSql(steps: number, byValue: boolean, chains: string): string {
  const figures = Array.from({ length: steps }, (_, index) => {
    const reached = `depth >= ${index + 1}`
    const seconds = index === 0 ? '0' : `(times[${index + 1}] - times[${index}]) / 1e6`
    return `countIf(${reached}), quantilesExactInclusiveIf(0.5, 0.9)(${seconds}, ${reached})`
  })
  const [total, grouped] = byValue
    ? ['grouping(value) AS is_total, value', 'GROUP BY GROUPING SETS ((), (value))']
    : ["1 AS is_total, ''", '']
  return `SELECT ${total}, ${figures.join(', ')} FROM (${chains}) ${grouped}
    ORDER BY is_total DESC, countIf(depth >= 1) DESC${byValue ? ', value' : ''} LIMIT ${mostValues + 1} ${questionClause}`
}

/** @param figures for each step its count and its two quantiles; empty where no owner entered the funnel */
function stepsOf(steps: readonly Match[], figures: readonly unknown[], share: number): FunnelAnswer['steps'] {
  const counts = steps.map((_, index) => Number(figures[2 * index] ?? 0))
  return steps.map(({ type, action }, index) => {
    const [count = 0, before = 0, first = 0] = [counts[index], counts[index - 1], counts[0]]
    const [median, p90] = index === 0 || count === 0 ? [] : (figures[2 * index + 1] as number[])
    return {
      type,
      action,
      count: Math.round(count / share),
      conversion: divide(count, first),
      drop_off: index === 0 ? null : divide(before - count, before),
      median_seconds: median ?? null,
      p90_seconds: p90 ?? null,
    }
  })
}
