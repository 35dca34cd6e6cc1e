import { setImmediate } from 'node:timers/promises'
import { daysBetween } from '../../platform/calendar.ts'
import { numberOf, sumOf } from '../../platform/decimal.ts'
import { decideMoney } from '../../query/currency.ts'
import { parse } from '../../query/parse.ts'
import type { Customer, Expected, LifetimeValue } from '../../statistics/lifetime-value.ts'
import { lifetimeValueAside } from '../../statistics/lifetime-value-aside.ts'
import { valueInterval } from '../../statistics/value-interval.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { eventsFor, passes } from '../../warehouse/sql/event-filter.ts'
import { logMoment } from '../../warehouse/sql/log-order.ts'
import { rateParams } from '../../warehouse/sql/rates.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import { lastPeriod, type Period, periodOf } from '../../warehouse/time/period.ts'
import { binderOf, metaOf } from '../question.ts'
import { sample } from '../sampling.ts'
import type { LtvAnswer, LtvRequest } from './request.ts'
import { type Buyer, buyerOf, buyersSql } from './sql.ts'

/** Orders from which customers are made; more are looked at by a sample of customers. */
const mostOrders = 300_000

/**
 * What customers have spent and will: by BG/NBD and Gamma-Gamma, fitted to the orders of the range. Days with orders are
 * purchases. Filters choose customers by their first order ever; all their orders of the range count. Ages end with the range, or today where that is earlier.
 * Throws Failure: invalid_request, dimension_not_allowed, query_too_large, warehouse_unavailable.
 */
export async function answerLifetimeValue(request: LtvRequest, context: QueryContext): Promise<LtvAnswer> {
  const started = performance.now()
  const { from = '1970-01-01', to, timezone, filters: given, explain, horizon_days } = request
  const span = { from, to, ...(timezone && { timezone }), ...(given && { filters: given }) }
  const question = parse({ metrics: ['gmv'], ...span }, context.model)
  const { engine, tenantId, money, now } = context
  const { mode, currency } = await decideMoney(question, context)

  const binder = binderOf(tenantId, question)
  const orders = "type = 'order' AND action = 'placed' AND user_id != ''"
  const isChosen = passes(question.filters, binder).join(' AND ')
  const dimensions = question.filters.map(({ dimension }) => dimension)
  const first = `user_id occurred_at log_position ${orders} ${isChosen}`
  const chosen =
    isChosen === ''
      ? ''
      : `AND user_id IN (SELECT user_id FROM ${eventsFor(first, dimensions, context.model.columns)}
        WHERE ${orders} AND occurred_at < {to:DateTime64(6, 'UTC')}
        GROUP BY user_id HAVING argMin(toUInt8(${isChosen}), ${logMoment}) = 1)`
  const where = `${orders} AND ${inRange} ${chosen}`
  const columns = `user_id order_id items_value currency occurred_at ${where}`
  const events = eventsFor(columns, [], context.model.columns)
  const {
    share,
    where: isLookedAt,
    statement,
  } = await sample(context, `${events} WHERE ${where}`, 'user_id', binder.params, mostOrders)
  const sql = `${buyersSql(mode, { events, where: `${where} AND ${isLookedAt}` })} ${questionClause}`
  const rates = mode === 'converted' ? rateParams(money, question.range) : {}
  const buyers = (await engine.read(sql, { ...binder.params, ...rates })).data.map(buyerOf)

  const end = question.range.to < new Date(now).toISOString() ? question.range.to : new Date(now + 1).toISOString()
  const customers = buyers.map((buyer) => customerOf(buyer, lastPeriod('day', end, question.zone)))
  const value: LifetimeValue =
    currency === null
      ? { reason: 'orders are in currencies that have no exchange rate' }
      : await lifetimeValueAside(customers, horizon_days)
  const expected = 'expected' in value ? value.expected : undefined
  return {
    ...modelOf(value),
    currency,
    summary: {
      customers: Math.round(customers.length / share),
      repeat_customers: Math.round(customers.filter(({ repeats }) => repeats > 0).length / share),
      total_spent: currency === null ? null : numberOf(sumOf(buyers.map(({ spent }) => spent))) / share,
      expected_value: expected === undefined ? null : total(expected.map(({ value }) => value)) / share,
    },
    cohorts: cohortsOf(buyers, expected, request.period as Period, { share, isAdded: currency !== null }),
    customers: await withIntervals(
      ranked(rowsOf(buyers, customers, expected, currency !== null), request),
      new Map(customers.map((customer, index) => [buyers[index]?.userId ?? '', customer])),
      value,
      horizon_days,
    ),
    meta: await metaOf(context, { started, explain, share, statements: [statement, sql] }),
  }
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

function customerOf(
  { firstDay, daysWithOrders, recencyDays, spent, spentOnFirstDay }: Buyer,
  lastDay: string,
): Customer {
  const repeats = daysWithOrders - 1
  const meanValue = repeats === 0 ? 0 : numberOf(spent - spentOnFirstDay) / repeats
  return { repeats, recency: recencyDays, age: daysBetween(firstDay, lastDay), meanValue }
}

function modelOf(value: LifetimeValue): Pick<LtvAnswer, 'model' | 'reason'> {
  if ('reason' in value) return { model: null, reason: value.reason }
  const { logLikelihood, ...model } = value.model
  return { model: { ...model, log_likelihood: logLikelihood } }
}

function cohortsOf(
  buyers: readonly Buyer[],
  expected: readonly Expected[] | undefined,
  period: Period,
  { share, isAdded }: { share: number; isAdded: boolean },
): LtvAnswer['cohorts'] {
  const members = new Map<string, number[]>()
  buyers.forEach(({ firstDay }, index) => {
    const cohort = periodOf(period, firstDay)
    const before = members.get(cohort)
    if (before === undefined) members.set(cohort, [index])
    else before.push(index)
  })
  return [...members]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([cohort, indexes]) => {
      const sum = (of: (buyer: Buyer) => number) => total(indexes.map((index) => of(buyers[index] as Buyer)))
      return {
        cohort,
        customers: Math.round(indexes.length / share),
        orders: Math.round(sum(({ orders }) => orders) / share),
        spent: isAdded ? numberOf(sumOf(indexes.map((index) => (buyers[index] as Buyer).spent))) / share : null,
        mean_frequency: sum(({ daysWithOrders }) => daysWithOrders - 1) / indexes.length,
        expected_value:
          expected === undefined ? null : total(indexes.map((index) => expected[index]?.value ?? 0)) / share,
      }
    })
}

type Row = LtvAnswer['customers'][number]

/** Draws for one customer; fewer where very many are named. */
const mostDraws = 400
const drawsAtOnce = 20_000

/** The interval of each customer that is named; in pieces, so that a long list holds no other request up. */
async function withIntervals(
  rows: readonly Row[],
  customers: ReadonlyMap<string, Customer>,
  value: LifetimeValue,
  horizonDays: number,
): Promise<Row[]> {
  if ('reason' in value) return [...rows]
  const draws = Math.max(60, Math.min(mostDraws, Math.floor(400_000 / rows.length)))
  const told: Row[] = []
  for (const row of rows) {
    if (told.length % Math.ceil(drawsAtOnce / draws) === 0) await setImmediate()
    const customer = customers.get(row.user_id) as Customer
    const { low, high } = valueInterval(value.model, customer, row.p_alive ?? 0, horizonDays, draws)
    told.push({ ...row, expected_value_low: low, expected_value_high: high })
  }
  return told
}

const rowsOf = (
  buyers: readonly Buyer[],
  customers: readonly Customer[],
  expected: readonly Expected[] | undefined,
  isAdded: boolean,
): Row[] =>
  customers.map(({ repeats, recency, age, meanValue }, index) => ({
    user_id: buyers[index]?.userId ?? '',
    frequency: repeats,
    recency_days: recency,
    age_days: age,
    mean_value: isAdded && repeats > 0 ? meanValue : null,
    p_alive: expected?.[index]?.alive ?? null,
    expected_purchases: expected?.[index]?.purchases ?? null,
    expected_value: expected?.[index]?.value ?? null,
  }))

/** The first customers by what was asked, null last either way; then by id. */
function ranked(rows: readonly Row[], { order_by, limit }: LtvRequest): Row[] {
  const name = order_by.replace('-', '') as Exclude<keyof Row, 'user_id' | 'expected_value_low' | 'expected_value_high'>
  const sign = order_by.startsWith('-') ? -1 : 1
  const byId = (a: Row, b: Row) => (a.user_id < b.user_id ? -1 : 1)
  const compare = (a: Row, b: Row) => {
    const [left, right] = [a[name], b[name]]
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byId(a, b)
    return sign * (left - right) || byId(a, b)
  }
  return [...rows].sort(compare).slice(0, limit)
}
