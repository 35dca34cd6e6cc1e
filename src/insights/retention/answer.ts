import type { QueryContext } from '../../warehouse/ask.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { momentOfMs } from '../../warehouse/time/clickhouse-time.ts'
import { isOver, lastPeriod, type Period } from '../../warehouse/time/period.ts'
import { binderOf, metaOf, parseSpan, parseStep } from '../question.ts'
import { sample } from '../sampling.ts'
import type { RetentionAnswer, RetentionRequest } from './request.ts'
import { cohortsOf, cohortsSql } from './sql.ts'
import { mostCells, triangle } from './triangle.ts'

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
  const cohorts = cohortsOf({ cohort, returning, by, filters: span.filters }, binder, context.model.columns)
  const { share, where, statement } = await sample(context, cohorts.source, by, binder.params)
  const sql = `${cohortsSql(cohorts, period, where)} LIMIT ${mostCells + 1} ${questionClause}`
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
