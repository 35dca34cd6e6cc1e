import type { QueryContext } from '../warehouse/ask.ts'
import { decideMoney } from './currency.ts'
import { intervalOf } from './observed.ts'
import { parse } from './parse.ts'
import { answerPeriod, type Period } from './period.ts'
import type { Question } from './plan/question.ts'
import type { QueryAnswer, QueryRequest } from './request.ts'
import { answerWidened } from './widen.ts'

/**
 * Answers a request: parse, plan, compile, fetch, compute, format.
 * Throws Failure: unknown_metric, dimension_not_allowed, invalid_request, query_too_large, warehouse_unavailable.
 */
export async function answerQuery(request: QueryRequest, context: QueryContext): Promise<QueryAnswer> {
  const started = performance.now()
  const asked = parse(request, context.model, context.money.timezone)
  const money = await decideMoney(asked, context)
  const { question, current, typical } = await answerWidened(asked, request.minimum_observations, money, context)
  const previous = question.previous && (await answerPeriod(question, question.previous, money, context))
  const periods = previous === null ? [current] : [current, previous]
  const { fresh_to, data_from } = await context.coverage()
  return {
    ...shown(current, question),
    ...(previous === null ? {} : { previous: shown(previous, question) }),
    meta: {
      currency: money.currency,
      fresh_to,
      data_from,
      source: periods.some(({ fromEvents }) => fromEvents) ? 'events' : 'rollup',
      ...(request.minimum_observations === undefined
        ? {}
        : { granularity: question.granularity, typical_observations: typical }),
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

const shown = (period: Period, { metrics, observations: isTold }: Question) => {
  const { rows, totals, totals_by_currency, observations } = period
  return {
    rows,
    totals,
    ...(isTold ? { observations, intervals: intervalsOf(period, metrics) } : {}),
    ...(totals_by_currency === undefined ? {} : { totals_by_currency }),
  }
}

function intervalsOf({ totals, observations }: Period, metrics: Question['metrics']) {
  const shares = metrics.filter(({ isShare }) => isShare === true)
  return Object.fromEntries(
    shares.map((metric) => {
      const interval = intervalOf(metric, totals[metric.id] ?? null, observations[metric.id] ?? null)
      return [metric.id, interval && { low: interval.low, high: interval.high }]
    }),
  )
}
