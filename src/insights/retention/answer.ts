import { Failure } from '../../platform/errors.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { eventsFor, matches, ofTypes, passes } from '../../warehouse/sql/event-filter.ts'
import { logMoment } from '../../warehouse/sql/log-order.ts'
import { inRange, momentOfMs } from '../../warehouse/time/clickhouse-time.ts'
import { isOver, lastPeriod, type Period, periodSql, periodsBetween, periodsSql } from '../../warehouse/time/period.ts'
import { binderOf, metaOf, parseSpan, parseStep } from '../question.ts'
import { sample } from '../sampling.ts'
import type { RetentionAnswer, RetentionRequest } from './request.ts'

/** Rows times periods: more than anybody looks at. */
const mostCells = 200_000

/**
 * How many of those who had their first cohort event in a period had a returning event in that period and in each one after
 * it. Filters choose by the first cohort event ever, the first of one moment by the log; they do not narrow what is done
 * later, which `returning.filters` do. Who had a cohort event before the range is in no cohort of it. Periods are compared
 * and not moments: what comes back in the cohort's own period may be the cohort event itself.
 * Throws Failure: invalid_request, dimension_not_allowed, query_too_large, warehouse_unavailable.
 */
export async function answerRetention(request: RetentionRequest, context: QueryContext): Promise<RetentionAnswer> {
  const started = performance.now()
  const span = parseSpan(request, context, [request.cohort.type])
  const [cohort, returning] = [
    parseStep(request.cohort, '/cohort', context),
    parseStep(request.returning, '/returning', context),
  ]
  const { by, explain } = request
  const period = request.period as Period

  const binder = binderOf(context.tenantId, span)
  const [isCohort, isReturning] = [matches(cohort, binder), matches(returning, binder)]
  const dimensions = [...span.filters, ...cohort.filters, ...returning.filters].map(({ dimension }) => dimension)
  const where = [
    ...[`${by} != ''`, "occurred_at < {to:DateTime64(6, 'UTC')}", ofTypes([cohort, returning])],
    `(${isCohort} OR ${isReturning} AND ${inRange})`,
  ]
  const rest = `WHERE ${where.join(' AND ')}`
  const isChosen = passes(span.filters, binder).join(' AND ') || '1'
  const source = `${eventsFor(`${by} occurred_at log_position ${isChosen} ${rest}`, dimensions, context.model.columns)} ${rest}`
  const { share, where: isLookedAt, statement } = await sample(context, source, by, binder.params)

  // Whoever is in a cohort counts once under -1 and once under each period in which he came back.
  const sql = `SELECT toString(cohort), arrayJoin(arrayPushFront(returns, toInt64(-1))) AS nth, count()
    FROM (
      SELECT ${periodSql(period, 'min_cohort')} AS cohort,
        arrayFilter(nth -> nth >= 0, arrayMap(day -> toInt64(${periodsSql(period, 'cohort', 'day')}), days)) AS returns
      FROM (
        SELECT minIf(occurred_at, ${isCohort}) AS min_cohort, countIf(${isCohort}) AS cohort_events,
          argMinIf(toUInt8(${isChosen}), ${logMoment}, ${isCohort}) AS chosen,
          groupUniqArrayIf(${periodSql(period, 'occurred_at')}, ${isReturning} AND ${inRange}) AS days
        FROM ${source} AND ${isLookedAt}
        GROUP BY ${by}
      ) WHERE cohort_events > 0 AND chosen = 1 AND min_cohort >= {from:DateTime64(6, 'UTC')}
    )
    GROUP BY cohort, nth ORDER BY cohort, nth LIMIT ${mostCells + 1} ${questionClause}`
  const { data } = await context.engine.read(sql, binder.params)
  const counts = data.map(([day, nth, count]) => ({ cohort: String(day), nth: Number(nth), count: Number(count) }))
  const [end = span.range.to] = [span.range.to, momentOfMs(context.now)].sort()
  const last = lastPeriod(period, span.range.to, span.zone)
  const underWay = isOver(period, last, end, span.zone) ? null : lastPeriod(period, end, span.zone)
  // Periods that have not begun have no number; the range may end after today.
  const rows = triangle(counts, period, underWay ?? last, share)
  return {
    rows: underWay === null ? rows : rows.map((row) => ({ ...row, incomplete: true })),
    ...(underWay === null ? {} : { incomplete: underWay }),
    meta: await metaOf(context, { started, explain, share, statements: [statement, sql] }),
  }
}

/** How many of a cohort came back in its nth period; how many there are, under -1. */
interface Count {
  readonly cohort: string
  readonly nth: number
  readonly count: number
}

/** Rows by cohort, with a number for every period up to the last. */
function triangle(
  counts: readonly Count[],
  period: Period,
  last: string,
  share: number,
): Omit<RetentionAnswer['rows'][number], 'incomplete'>[] {
  const rows = new Map<string, { size: number; retained: number[] }>()
  let cells = 0
  for (const { cohort, nth, count } of counts) {
    const periods = periodsBetween(period, cohort, last) + 1
    if (!rows.has(cohort)) cells += periods
    if (cells > mostCells) throw new Failure('query_too_large', 'ask for a shorter range or for longer periods')
    const row = rows.get(cohort) ?? { size: 0, retained: Array(periods).fill(0) }
    const scaled = Math.round(count / share)
    if (nth < 0) row.size = scaled
    else row.retained[nth] = scaled
    rows.set(cohort, row)
  }
  return [...rows].map(([cohort, row]) => ({ cohort, ...row }))
}
