import { decimalOf } from '../../platform/decimal.ts'
import type { MoneyMode } from '../../query/plan/plan.ts'
import { ratesJoin } from '../../warehouse/sql/rates.ts'

/** What one person ordered. */
export interface Buyer {
  readonly userId: string
  /** The first day with orders, YYYY-MM-DD. */
  readonly firstDay: string
  readonly daysWithOrders: number
  /** Days from the first day with orders to the last. */
  readonly recencyDays: number
  readonly orders: number
  /** In the answer's currency, to the last digit (decimal.ts). */
  readonly spent: bigint
  readonly spentOnFirstDay: bigint
}

/**
 * A statement whose rows `buyerOf` reads. All orders of a customer on one day are one purchase, as in the literature of
 * these models: an order in two parts is no sign of loyalty. Persons come in no order that means anything.
 * @param source a relation of order.placed with its conditions: SQL after FROM, and after WHERE
 */
export function buyersSql(mode: MoneyMode, { events, where }: { events: string; where: string }): string {
  const value = mode === 'converted' ? 'toDecimal256(items_value, 12) * rate' : 'toDecimal256(items_value, 12)'
  return `SELECT user_id, toString(min(day)), count(), dateDiff('day', min(day), max(day)), sum(orders),
      toString(sum(value)), toString(argMin(value, day))
    FROM (
      SELECT user_id, toDate32(occurred_at, {timezone:String}) AS day, uniqExact(order_id) AS orders,
        sum(${value}) AS value
      FROM ${events} AS source ${mode === 'converted' ? ratesJoin('occurred_at') : ''}
      WHERE ${where}
      GROUP BY user_id, day
    ) GROUP BY user_id ORDER BY cityHash64('any order', user_id), user_id`
}

export function buyerOf([userId, firstDay, days, recency, count, all, first]: readonly unknown[]): Buyer {
  const [daysWithOrders, recencyDays, orders] = [Number(days), Number(recency), Number(count)]
  const [spent, spentOnFirstDay] = [decimalOf(String(all)), decimalOf(String(first))]
  return {
    ...{ userId: String(userId), firstDay: String(firstDay) },
    ...{ daysWithOrders, recencyDays, orders, spent, spentOnFirstDay },
  }
}
