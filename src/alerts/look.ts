import { readFigureSettings } from '../access/tenants.ts'
import type { Database } from '../postgres/pool.ts'
import { answerQuery } from '../query/answer.ts'
import type { QueryAnswer } from '../query/request.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { type AlertWish, type Condition, isSubjectKind } from './alert.ts'
import { lookAtExpected } from './expected.ts'
import { judge, type Verdict } from './judge.ts'
import { spanOf } from './span.ts'
import { lookAtSubjects } from './subjects.ts'

/** What an alert asks, of a tenant. */
export type Watched = Pick<AlertWish, 'metric' | 'filters' | 'window' | 'condition'>

/**
 * Queries a measure, reports or lots now, and compares the value with the alert's condition.
 * @throws Failure: unknown_metric, dimension_not_allowed, invalid_request, query_too_large, warehouse_unavailable
 */
export async function look(
  { db, warehouse }: { db: Database; warehouse: Warehouse },
  tenantId: string,
  { metric, filters, window, condition }: Watched,
  now: number,
): Promise<Verdict> {
  const money = await readFigureSettings(db, tenantId)
  const { kind } = condition
  if (isSubjectKind(kind)) return warehouse.ask(tenantId, lookAtSubjects, { kind }, money)
  if (kind === 'outside_expected')
    return warehouse.ask(tenantId, lookAtExpected, { metric, filters, window, condition }, money)
  const span = spanOf(window, condition, now)
  const asked = { metrics: [metric], filters, ...span, compare: 'previous_period' as const, observations: true }
  const answer = await warehouse.ask(tenantId, answerQuery, asked, money)
  if (answer.totals_by_currency !== undefined) {
    const reason = 'Its amounts are in several currencies, and an exchange rate is missing.'
    return { state: 'unknown', value: null, reason }
  }
  const before = answer.previous ? numberOf(answer.previous, metric) : null
  return judge(condition, numberOf(answer, metric), before, observationsOf(answer, condition, metric))
}

/** Of a change the fewer of both windows. */
function observationsOf({ observations, previous }: QueryAnswer, { kind }: Condition, metric: string): number | null {
  const [now = null, then = null] = [observations?.[metric], previous?.observations?.[metric]]
  if (kind !== 'rises_by' && kind !== 'falls_by') return now
  return now === null || then === null ? null : Math.min(now, then)
}

function numberOf({ totals }: Pick<QueryAnswer, 'totals'>, metric: string): number | null {
  const value = totals[metric]
  return typeof value === 'number' ? value : null
}
