import type { QueryContext } from '../warehouse/ask.ts'
import { decideMoney } from './currency.ts'
import { parse } from './parse.ts'
import { answerPeriod, type Period } from './period.ts'
import type { QueryAnswer, QueryRequest } from './request.ts'

/**
 * Answers a request: parse, plan, compile, fetch, compute, format.
 * Throws Failure: unknown_metric, dimension_not_allowed, invalid_request, query_too_large, warehouse_unavailable.
 */
export async function answerQuery(request: QueryRequest, context: QueryContext): Promise<QueryAnswer> {
  const started = performance.now()
  const question = parse(request, context.model, context.money.timezone)
  const money = await decideMoney(question, context)
  const current = await answerPeriod(question, question.range, money, context)
  const previous = question.previous && (await answerPeriod(question, question.previous, money, context))
  const periods = previous === null ? [current] : [current, previous]
  const { fresh_to, data_from } = await context.coverage()
  return {
    ...shown(current, request),
    ...(previous === null ? {} : { previous: shown(previous, request) }),
    meta: {
      currency: money.currency,
      fresh_to,
      data_from,
      source: periods.some(({ fromEvents }) => fromEvents) ? 'events' : 'rollup',
      truncated: periods.some(({ truncated }) => truncated),
      ...(context.money.smallCell ? { suppressed: periods.reduce((sum, it) => sum + it.suppressed, 0) } : {}),
      ...removedIn(periods),
      ...(Object.keys(current.reasons).length > 0 ? { null_reasons: current.reasons } : {}),
      ...(question.previous === null ? {} : { compared: question.previous }),
      elapsed_ms: Math.round((performance.now() - started) * 10) / 10,
      ...(request.explain === true ? { sql: periods.flatMap(({ statements }) => statements) } : {}),
    },
  }
}

function removedIn(periods: readonly Period[]) {
  const months = new Map(periods.flatMap(({ removed }) => removed).map((it) => [`${it.type} ${it.month}`, { ...it }]))
  return months.size === 0 ? {} : { removed: [...months.values()] }
}

const shown = (period: Period, request: QueryRequest) => {
  const { rows, totals, totals_by_currency, observations } = period
  return {
    rows,
    totals,
    ...(request.observations === true ? { observations } : {}),
    ...(totals_by_currency === undefined ? {} : { totals_by_currency }),
  }
}
