import type { Binder } from '../../warehouse/engine/parameters.ts'
import { eventsFor, type Match, matches, ofTypes, passes } from '../../warehouse/sql/event-filter.ts'
import type { Filter } from '../../warehouse/sql/filter.ts'
import { logMoment } from '../../warehouse/sql/log-order.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import { type Period, periodSql, periodsSql } from '../../warehouse/time/period.ts'

/** SQL of the parts of a question on cohorts. */
interface Cohorts {
  readonly by: string
  readonly isCohort: string
  readonly isReturning: string
  /** Whether the first cohort event passes the filters. */
  readonly isChosen: string
  /** SQL after FROM, with its conditions. */
  readonly source: string
}

export function cohortsOf(
  { cohort, returning, by, filters }: { cohort: Match; returning: Match; by: string; filters: readonly Filter[] },
  binder: Binder,
  columns: ReadonlySet<string>,
): Cohorts {
  const [isCohort, isReturning] = [matches(cohort, binder), matches(returning, binder)]
  const dimensions = [...filters, ...cohort.filters, ...returning.filters].map(({ dimension }) => dimension)
  const where = [
    ...[`${by} != ''`, "occurred_at < {to:DateTime64(6, 'UTC')}", ofTypes([cohort, returning])],
    `(${isCohort} OR ${isReturning} AND ${inRange})`,
  ]
  const rest = `WHERE ${where.join(' AND ')}`
  const isChosen = passes(filters, binder).join(' AND ') || '1'
  const source = `${eventsFor(`${by} occurred_at log_position ${isChosen} ${rest}`, dimensions, columns)} ${rest}`
  return { by, isCohort, isReturning, isChosen, source }
}

/**
 * A statement of rows (first day of the cohort's period, nth, count): each member of a cohort counts once under -1 and
 * once under each period in which they returned.
 * @param isLookedAt SQL of the sample
 */
export function cohortsSql(
  { by, isCohort, isReturning, isChosen, source }: Cohorts,
  period: Period,
  isLookedAt: string,
) {
  return `SELECT toString(cohort), arrayJoin(arrayPushFront(returns, toInt64(-1))) AS nth, count()
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
    GROUP BY cohort, nth ORDER BY cohort, nth`
}
