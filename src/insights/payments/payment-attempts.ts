import { addDays } from '../../platform/calendar.ts'
import { startOfDayMs } from '../../platform/local-time.ts'
import type { PaymentAttempt } from '../../statistics/payments/attempt.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { logMoment } from '../../warehouse/sql/log-order.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { bound, inRange } from '../../warehouse/time/clickhouse-time.ts'
import { lastPeriod } from '../../warehouse/time/period.ts'
import { sample } from '../sampling.ts'

const pastDays = 366
/** Events that are put in order; of more, those of a sample of orders. */
const mostEvents = 1_000_000
/** The newest payments that are looked at. */
const mostAttempts = 50_000

export interface PaymentAttempts {
  readonly attempts: readonly PaymentAttempt[]
  /** The beginning of today, milliseconds since 1970: what came later is not known. */
  readonly end: number
}

const columns =
  'type, action, payment_id, order_id, gateway, method, country, currency, amount, risk_score, occurred_at, log_position'
/** Payments of an order are attempts of one another; one without an order stands alone. */
const owner = "if(order_id = '', payment_id, order_id)"
const first = (column: string) => `argMin(${column}, ${logMoment})`
const when = (action: string) =>
  `if(countIf(action = '${action}') = 0, NULL, toUnixTimestamp64Milli(minIf(occurred_at, action = '${action}')))`

/**
 * Payments begun in the last year before today, with what came of them before today, in the tenant's zone. A score of risk counts only
 * as it was recorded when the payment was begun.
 * Throws Failure: query_too_large, warehouse_unavailable.
 */
export async function readPaymentAttempts(_: unknown, context: QueryContext): Promise<PaymentAttempts> {
  const { engine, tenantId, money, now } = context
  const zone = money.timezone ?? 'UTC'
  const today = lastPeriod('day', new Date(now + 1).toISOString(), zone)
  const end = startOfDayMs(today, zone)
  const moment = (ms: number) => bound(new Date(ms).toISOString())
  const from = startOfDayMs(addDays(today, -pastDays), zone)
  const params = { tenant: tenantId, timezone: zone, from: moment(from), to: moment(end) }
  const source = `${ofTenant('events', columns)} WHERE type = 'payment' AND ${inRange}`
  const { where } = await sample(context, source, owner, params, mostEvents)
  const { data } = await engine.read(
    `SELECT gateway, method, country, currency, amount, toHour(begun, {timezone:String}),
      row_number() OVER (PARTITION BY owner ORDER BY begun, payment_id), risk,
      toUnixTimestamp64Milli(begun) AS begun_ms, failed, captured
    FROM (SELECT payment_id, any(${owner}) AS owner, toString(${first('gateway')}) AS gateway,
        toString(${first('method')}) AS method, toString(${first('country')}) AS country,
        toString(${first('currency')}) AS currency, toFloat64(${first('amount')}) AS amount, min(occurred_at) AS begun,
        if(countIf(action = 'initiated' AND risk_score IS NOT NULL) = 0, NULL,
          argMinIf(risk_score, ${logMoment}, action = 'initiated' AND risk_score IS NOT NULL)) AS risk,
        ${when('failed')} AS failed, ${when('captured')} AS captured
      FROM ${source} AND payment_id != '' AND ${where} GROUP BY payment_id)
    ORDER BY begun_ms DESC, payment_id LIMIT ${mostAttempts} ${questionClause}`,
    params,
  )
  return { attempts: data.map(attemptOf), end }
}

const maybe = (value: unknown) => (value === null ? null : Number(value))

const attemptOf = (row: readonly unknown[]): PaymentAttempt => {
  const [gateway, method, country, currency, amount, hour, attempt, risk, begun, failed, captured] = row
  return {
    ...{ gateway: String(gateway), method: String(method), country: String(country), currency: String(currency) },
    ...{ amount: Number(amount), hour: Number(hour), attempt: Number(attempt), risk: maybe(risk) },
    ...{ begun: Number(begun), failed: maybe(failed), captured: maybe(captured) },
  }
}
