import { addDays } from '../../platform/calendar.ts'
import { forecastAside } from '../../statistics/forecast/forecast-aside.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { parseZone } from '../../warehouse/time/parse-range.ts'
import { lastPeriod, type Period, periodOf, periodsBetween } from '../../warehouse/time/period.ts'
import { laterPeriod, notEnough, readHistory } from './history.ts'
import type { ForecastAnswer, ForecastRequest } from './request.ts'

export const demandForecast = { name: 'demand_forecast', version: '1' } as const

/**
 * What an additive measure will come to in the days ahead, from its whole days, weeks or months up to today. What comes next is
 * answered with intervals and with how well the same would have done before.
 * Throws Failure: invalid_request, not_enough_data, and as answerQuery.
 */
export async function answerForecast(request: ForecastRequest, context: QueryContext): Promise<ForecastAnswer> {
  const started = performance.now()
  const { metric, filters, timezone, horizon_days, confidence } = request
  const granularity = request.granularity as Period
  const zone = parseZone(timezone, context.model.zones)
  const today = lastPeriod('day', new Date(context.now + 1).toISOString(), zone)
  const end = periodOf(granularity, today)
  const horizon = Math.max(
    1,
    periodsBetween(granularity, end, periodOf(granularity, addDays(today, horizon_days - 1))) + 1,
  )

  const { values, from, period, meta } = await readHistory({ metric, filters, timezone, granularity, end }, context)
  const [result] = await forecastAside([{ values, period, horizon, confidence }])
  if (result === undefined || 'reason' in result) throw notEnough(result?.reason ?? 'there is no history')
  const { mase, naiveMase: naive_mase, coverage, folds, told } = result.backtest
  return {
    points: result.points.map((point, step) => ({ time: laterPeriod(granularity, end, step), ...point })),
    past: told.map(({ index, ...point }) => ({ time: laterPeriod(granularity, from, index), ...point })),
    backtest: { mase, naive_mase, coverage, folds },
    model: { ...demandForecast, method: result.method },
    meta: {
      ...{ fresh_to: meta.fresh_to, data_from: meta.data_from, currency: meta.currency },
      ...{ history_from: from, history_to: end },
      elapsed_ms: Math.round((performance.now() - started) * 10) / 10,
    },
  }
}
