import { isAdditive } from '../../measures/additive.ts'
import type { Measure } from '../../measures/define.ts'
import { addDays } from '../../platform/calendar.ts'
import { Failure } from '../../platform/errors.ts'
import { answerQuery } from '../../query/answer.ts'
import { forecastAside } from '../../statistics/forecast/forecast-aside.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { invalid, parseZone } from '../../warehouse/time/parse-range.ts'
import { lastPeriod, type Period, periodOf, periodsBetween } from '../../warehouse/time/period.ts'
import type { ForecastAnswer, ForecastRequest } from './request.ts'

export const demandForecast = { name: 'demand_forecast', version: '1' } as const

/** How many values make a season, and how many days of the past are looked at. */
const seasons: Readonly<Record<Period, { period: number; pastDays: number }>> = {
  day: { period: 7, pastDays: 730 },
  week: { period: 1, pastDays: 3 * 366 },
  month: { period: 12, pastDays: 6 * 366 },
}

/** How many values are asked for at most: two years of days. */
const mostValues = 1_000

/**
 * What an additive measure will come to in the days ahead, from its whole days, weeks or months up to today. What comes next is
 * told with intervals and with how well the same would have done before.
 * Throws Failure: invalid_request, not_enough_data, and as answerQuery.
 */
export async function answerForecast(request: ForecastRequest, context: QueryContext): Promise<ForecastAnswer> {
  const started = performance.now()
  const { metric, filters, timezone, horizon_days, confidence } = request
  const granularity = request.granularity as Period
  const { unit } = additiveMeasure(metric, context)
  const zone = parseZone(timezone, context.model.zones)
  const today = lastPeriod('day', new Date(context.now + 1).toISOString(), zone)
  const end = periodOf(granularity, today)
  const { period, pastDays } = seasons[granularity]
  const begin = periodOf(granularity, addDays(end, -pastDays))
  const horizon = Math.max(
    1,
    periodsBetween(granularity, end, periodOf(granularity, addDays(today, horizon_days - 1))) + 1,
  )

  const asked = { metrics: [metric], from: begin, to: end, granularity, limit: mostValues }
  const { rows, meta } = await answerQuery(
    { ...asked, ...(filters && { filters }), ...(timezone && { timezone }) },
    context,
  )
  if (unit === 'money' && meta.currency === null)
    throw invalid('/metric', 'is in several currencies, without rates to make one of them')
  const { values, from } = historyOf(rows, metric, granularity, end)
  const [result] = await forecastAside([{ values, period, horizon, confidence }])
  if (result === undefined || 'reason' in result) throw notEnough(result?.reason ?? 'there is no history')
  const { mase, naiveMase: naive_mase, coverage, folds } = result.backtest
  return {
    points: result.points.map((point, step) => ({ time: laterPeriod(granularity, end, step), ...point })),
    backtest: { mase, naive_mase, coverage, folds },
    model: { ...demandForecast, method: result.method },
    meta: {
      ...{ fresh_to: meta.fresh_to, data_from: meta.data_from, currency: meta.currency },
      ...{ history_from: from, history_to: end },
      elapsed_ms: Math.round((performance.now() - started) * 10) / 10,
    },
  }
}

export const notEnough = (reason: string) =>
  new Failure('not_enough_data', `${reason[0]?.toUpperCase()}${reason.slice(1)}.`)

/** @throws Failure invalid_request, unknown_metric */
function additiveMeasure(metric: string, { model: { measures } }: QueryContext): Measure {
  const measure = measures.get(metric)
  if (measure === undefined) throw new Failure('unknown_metric', `There is no metric ${metric}.`)
  if (isAdditive(measure)) return measure
  const allowed = [...measures.values()].filter(isAdditive).map(({ id }) => id)
  throw invalid('/metric', `must be one whose days add up: ${allowed.join(', ')}`)
}

/** The period that begins some periods after one. */
export function laterPeriod(granularity: Period, first: string, steps: number): string {
  if (granularity !== 'month') return addDays(first, steps * (granularity === 'week' ? 7 : 1))
  let month = first
  for (let step = 0; step < steps; step++) month = periodOf('month', addDays(month, 31))
  return month
}

/**
 * One value for each period from the first in which something happened up to `end`; 0 where nothing did. The first week or month is left
 * out: it may have begun before the business did.
 * @throws Failure not_enough_data where figures are held back, of few devices or because events were removed
 */
function historyOf(
  rows: readonly Readonly<Record<string, unknown>>[],
  metric: string,
  granularity: Period,
  end: string,
): { values: number[]; from: string } {
  if (rows.some((row) => row[metric] === null)) throw notEnough('figures of the past are held back')
  const told = rows.filter((row) => row[metric] !== 0).sort((a, b) => (String(a.time) < String(b.time) ? -1 : 1))
  const first = told[0] === undefined ? end : String(told[0].time)
  const from = granularity === 'day' || first === end ? first : laterPeriod(granularity, first, 1)
  const values = new Array<number>(Math.max(0, periodsBetween(granularity, from, end))).fill(0)
  for (const row of told.filter(({ time }) => String(time) >= from))
    values[periodsBetween(granularity, from, String(row.time))] = Number(row[metric])
  return { values, from }
}
