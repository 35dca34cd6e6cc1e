import type { Measure } from '../measures/define.ts'
import type { Coverage } from '../warehouse/sql/coverage.ts'
import type { Stock } from '../warehouse/tables/model.ts'
import type { Range } from '../warehouse/time/range.ts'
import { compute } from './compute.ts'
import { decideMoney, type MoneyAnswer } from './currency.ts'
import { type Asking, type Fetched, fetch } from './fetch.ts'
import { formatRows, isByKeys, type ValueRow } from './format.ts'
import { parse } from './parse.ts'
import { isMoney, type Part, plan, planTotalsByCurrency } from './plan.ts'
import type { Question } from './question.ts'
import type { QueryAnswer, QueryRequest, Totals } from './request.ts'
import { answerRecorded, isRecorded } from './service-metrics.ts'
import { readsEvents } from './states/read-states.ts'

/** One period's half of an answer. */
interface Period {
  readonly rows: QueryAnswer['rows']
  readonly totals: Totals
  readonly totals_by_currency?: Record<string, Totals>
  readonly truncated: boolean
  readonly fromEvents: boolean
  readonly statements: readonly string[]
}

/**
 * Answers a request: parse, plan, compile, fetch, compute, format.
 * Throws Failure: unknown_metric, dimension_not_allowed, invalid_request, query_too_large, warehouse_unavailable.
 */
export async function answer(
  request: QueryRequest,
  asking: Asking,
  stock: Stock,
  coverage: () => Promise<Coverage>,
): Promise<QueryAnswer> {
  const started = performance.now()
  const question = parse(request, stock, asking.money.timezone)
  const money = await decideMoney(question, asking, stock)
  const current = await answerPeriod(question, question.range, money, asking, stock)
  const previous = question.previous && (await answerPeriod(question, question.previous, money, asking, stock))
  const periods = previous === null ? [current] : [current, previous]
  return {
    ...shown(current),
    ...(previous === null ? {} : { previous: shown(previous) }),
    meta: {
      currency: money.currency,
      ...(await coverage()),
      source: periods.some(({ fromEvents }) => fromEvents) ? 'events' : 'rollup',
      truncated: periods.some(({ truncated }) => truncated),
      elapsed_ms: Math.round((performance.now() - started) * 10) / 10,
      ...(request.explain === true ? { sql: periods.flatMap(({ statements }) => statements) } : {}),
    },
  }
}

async function answerPeriod(
  question: Question,
  range: Range,
  money: MoneyAnswer,
  asking: Asking,
  stock: Stock,
): Promise<Period> {
  const isRecord = (metric: Measure) => isRecorded(metric, stock.measures)
  const counted = { ...question, metrics: question.metrics.filter((metric) => !isRecord(metric)) }
  const parts = plan(counted, range, money.mode, stock)
  const limit = isByKeys(question.order) ? question.limit : undefined
  const rows: ValueRow[][] = []
  const totals: Totals = {}
  const statements: string[] = []
  for (const part of parts) {
    const fetched = await fetch(part, asking, stock, limit)
    rows.push(valueRows(part, fetched, stock))
    Object.assign(totals, compute(part.metrics, fetched.totals, stock.measures))
    statements.push(...fetched.statements)
  }
  if (question.metrics.some(isRecord)) {
    const recorded = { ...question, metrics: question.metrics.filter(isRecord) }
    const found = await answerRecorded(recorded, range, asking, stock.measures)
    rows.push(found.rows)
    Object.assign(totals, found.totals)
  }
  const keys = [...new Set(parts.flatMap((part) => part.keys))]
  const byCurrency = money.currency === null ? await totalsByCurrency(question, range, asking, stock) : undefined
  return {
    ...formatRows(rows, keys, question),
    totals: byCurrency === undefined ? inOrder(totals, question) : withoutMoney(totals, question, stock),
    ...(byCurrency === undefined ? {} : { totals_by_currency: byCurrency }),
    fromEvents: parts.some(
      (part) => part.reads.some(({ from }) => !('table' in from)) || readsEvents(part, asking.now, stock),
    ),
    statements,
  }
}

const valueRows = (part: Part, { cells }: Fetched, { measures }: Stock): ValueRow[] =>
  cells.map(({ time, keys, sums }) => ({
    time,
    keys: new Map(part.keys.map((key, index) => [key, keys[index] ?? ''])),
    values: compute(part.metrics, sums, measures),
  }))

async function totalsByCurrency(question: Question, range: Range, asking: Asking, stock: Stock) {
  const part = planTotalsByCurrency(question, range, stock)
  const { cells } = await fetch(part, asking, stock)
  const entries = cells.map(({ keys, sums }) => [keys[0] ?? '', compute(part.metrics, sums, stock.measures)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const inOrder = (totals: Totals, { metrics }: Question): Totals =>
  Object.fromEntries(metrics.map(({ id }) => [id, totals[id] ?? null]))

/** Amounts in different currencies have no total. */
const withoutMoney = (totals: Totals, { metrics }: Question, { measures }: Stock): Totals =>
  Object.fromEntries(
    metrics.map((metric) => [metric.id, isMoney(metric, measures) ? null : (totals[metric.id] ?? null)]),
  )

const shown = ({ rows, totals, totals_by_currency }: Period) => ({
  rows,
  totals,
  ...(totals_by_currency === undefined ? {} : { totals_by_currency }),
})
