import jstat from 'jstat'
import { addDays } from '../../platform/calendar.ts'
import type { ForecastResult } from '../../statistics/forecast/forecast.ts'
import type { ReorderLine } from './request.ts'

/** What is asked of the stock. */
export interface Terms {
  readonly service_level: number
  readonly lead_time_days: number
  readonly cover_days: number
}

type Advice = Pick<
  ReorderLine,
  | 'expected_demand'
  | 'safety_stock'
  | 'reorder_point'
  | 'order_quantity'
  | 'stockout_on'
  | 'confidence'
  | 'method'
  | 'reason'
>

/** Demand of each day to come, and how far it may be off over the first `lead_time_days`. */
interface Expected extends Pick<Advice, 'confidence' | 'method'> {
  readonly byDay: readonly number[]
  readonly spread: number
}

/** Days of history that an average rests on at least. */
const leastDays = 14
/** Beyond so many days no stockout is predicted. */
const mostDays = 366

/**
 * The two-sided confidence of the intervals whose upper ends the service level asks for: stock has to last against more demand
 * than expected alone.
 */
export const confidenceOf = (serviceLevel: number) => Math.min(0.99, Math.max(0.5, 2 * serviceLevel - 1))

/**
 * What to order of a product in a warehouse: order point and order-up-to level with periodic forecasts (Silver, Pyke, Thomas 2017,
 * Inventory and Production Management in Supply Chains, chapter 6). Errors of days are taken as independent of each other.
 * @param demand units of each past day, oldest first
 * @param today the first day to come, YYYY-MM-DD
 */
export function planShelf(
  onHand: number,
  demand: readonly number[],
  forecast: ForecastResult,
  terms: Terms,
  today: string,
): Advice {
  const expected = 'points' in forecast ? ofForecast(forecast, terms) : ofAverage(demand, terms)
  if (expected === undefined) {
    return {
      ...{ expected_demand: null, safety_stock: null, reorder_point: null, order_quantity: null, stockout_on: null },
      ...{
        confidence: null,
        method: null,
        reason: `sales of ${leastDays} days are needed, and there are ${demand.length}`,
      },
    }
  }
  const { byDay, spread, confidence, method } = expected
  const { lead_time_days, cover_days } = terms
  const overDays = (days: number) => byDay.slice(0, days).reduce((sum, it) => sum + it, 0)
  const expected_demand = rounded(overDays(lead_time_days))
  const safety_stock = Math.ceil(rounded(spread))
  const reorder_point = rounded(expected_demand + safety_stock)
  const level = overDays(lead_time_days + cover_days) + safety_stock
  return {
    ...{ expected_demand, safety_stock, reorder_point, confidence, method, reason: null },
    order_quantity: onHand <= reorder_point ? Math.max(0, Math.ceil(rounded(level - onHand))) : 0,
    stockout_on: stockoutOn(onHand, byDay, today),
  }
}

/** Sums of decimals leave crumbs, which no unit is ordered for. */
const rounded = (units: number) => Math.round(units * 1e6) / 1e6

function ofForecast(forecast: Extract<ForecastResult, { points: unknown }>, { lead_time_days }: Terms): Expected {
  const { points, method, backtest } = forecast
  const reaches = points.slice(0, lead_time_days).map(({ value, upper }) => upper - value)
  return {
    byDay: points.map(({ value }) => Math.max(0, value)),
    spread: Math.hypot(...reaches),
    ...{ confidence: backtest.coverage, method },
  }
}

function ofAverage(
  demand: readonly number[],
  { lead_time_days, cover_days, service_level }: Terms,
): Expected | undefined {
  if (demand.length < leastDays) return undefined
  const mean = demand.reduce((sum, it) => sum + it, 0) / demand.length
  const variance = demand.reduce((sum, it) => sum + (it - mean) ** 2, 0) / (demand.length - 1)
  return {
    byDay: new Array<number>(lead_time_days + cover_days).fill(mean),
    spread: jstat.normal.inv(service_level, 0, 1) * Math.sqrt(variance * lead_time_days),
    ...{ confidence: null, method: 'average' },
  }
}

/**
 * The first day at whose end nothing is left; after the days that were forecast, demand continues as in the last week
 * of them.
 */
function stockoutOn(onHand: number, byDay: readonly number[], today: string): string | null {
  if (onHand <= 0) return today
  const week = byDay.slice(-7)
  const after = week.reduce((sum, it) => sum + it, 0) / week.length
  let left = onHand
  for (let day = 0; day < mostDays; day++) {
    left -= byDay[day] ?? after
    if (rounded(left) <= 0) return addDays(today, day)
  }
  return null
}
