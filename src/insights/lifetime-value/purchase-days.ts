import { addDays, daysBetween } from '../../platform/calendar.ts'
import { decideMoney } from '../../query/currency.ts'
import { parse } from '../../query/parse.ts'
import type { Purchased } from '../../statistics/customers/purchased.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { rateParams, ratesJoin } from '../../warehouse/sql/rates.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import { lastPeriod } from '../../warehouse/time/period.ts'
import { binderOf } from '../question.ts'
import { sample } from '../sampling.ts'

/** Orders that are looked at; of more, those of a sample of customers. */
const mostOrders = 300_000
const pastDays = 3 * 366

const placed = "type = 'order' AND action = 'placed' AND user_id != ''"

export interface PurchaseDays {
  /** null where amounts are in currencies that have no exchange rate. */
  readonly currency: string | null
  readonly customers: readonly Purchased[]
  /** Day 0, YYYY-MM-DD. */
  readonly origin: string
  /** Today, as a number of days: only whole days of the past count. */
  readonly end: number
  readonly userIds: readonly string[]
}

/**
 * Days on which customers ordered and what for, of the last three years up to today, in the tenant's zone and currency.
 * Throws Failure: query_too_large, warehouse_unavailable.
 */
export async function readPurchaseDays(_: unknown, context: QueryContext): Promise<PurchaseDays> {
  const { engine, tenantId, money, now } = context
  const zone = money.timezone ?? 'UTC'
  const today = lastPeriod('day', new Date(now + 1).toISOString(), zone)
  const origin = addDays(today, -pastDays)
  const question = parse({ metrics: ['gmv'], from: origin, to: today, timezone: zone }, context.model)
  const { mode, currency } = await decideMoney(question, context)
  const end = daysBetween(origin, today)
  if (currency === null) return { currency, origin, end, customers: [], userIds: [] }
  const { params } = binderOf(tenantId, question)
  const source = ofTenant('events', 'type, action, user_id, occurred_at, items_value, currency')
  const { where } = await sample(context, `${source} WHERE ${placed} AND ${inRange}`, 'user_id', params, mostOrders)
  const isConverted = mode === 'converted'
  const { data } = await engine.read(
    `SELECT user_id, arrayMap(it -> it.1, bought), arrayMap(it -> it.2, bought) FROM (
      SELECT user_id, arraySort(groupArray((day, value))) AS bought FROM (
        SELECT user_id, dateDiff('day', toDate32('${origin}'), toDate32(occurred_at, {timezone:String})) AS day,
          toFloat64(sum(${isConverted ? 'toDecimal256(items_value, 12) * rate' : 'items_value'})) AS value
        FROM ${source} AS source ${isConverted ? ratesJoin('occurred_at') : ''}
        WHERE ${placed} AND ${inRange} AND ${where} GROUP BY user_id, day)
      GROUP BY user_id) ORDER BY cityHash64('any order', user_id), user_id ${questionClause}`,
    { ...params, ...(isConverted ? rateParams(money, question.range) : {}) },
  )
  return {
    ...{ currency, origin, end },
    userIds: data.map(([userId]) => String(userId)),
    customers: data.map(([, days, values]) => ({
      days: (days as unknown[]).map(Number),
      values: (values as unknown[]).map(Number),
    })),
  }
}
