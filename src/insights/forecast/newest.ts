import { addDays } from '../../platform/calendar.ts'
import { forecastAside } from '../../statistics/forecast/forecast-aside.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { parseZone } from '../../warehouse/time/parse-range.ts'
import { lastPeriod, periodOf } from '../../warehouse/time/period.ts'
import { notEnough, readHistory } from './history.ts'
import type { ForecastRequest } from './request.ts'

export interface Newest {
  /** The first day of the period, YYYY-MM-DD. */
  readonly time: string
  /** What the measure came to. */
  readonly value: number
  /** What was to be expected, by what was known before the period. */
  readonly expected: number
  readonly lower: number
  readonly upper: number
}

/**
 * How many steps are forecast to get the first: an interval takes its errors from neighbouring steps of eight origins,
 * and those of one step alone would be too few for 95 %. Of days a whole week, so that each origin begins on the
 * weekday that is judged.
 */
const stepsAhead = { day: 7, week: 4 } as const

/** Events of a period may come this late before it is judged, in milliseconds. */
const settleMs = 3_600_000

/**
 * The last whole day or week of an additive measure beside its forecast, which is fitted to nothing of it.
 * Throws Failure: invalid_request, not_enough_data, and as answerQuery.
 */
export async function answerNewest(
  request: Pick<ForecastRequest, 'metric' | 'filters' | 'timezone' | 'confidence'> & {
    readonly granularity: 'day' | 'week'
  },
  context: QueryContext,
): Promise<Newest> {
  const { metric, filters, timezone, granularity, confidence } = request
  const zone = parseZone(timezone, context.model.zones)
  const end = periodOf(granularity, lastPeriod('day', new Date(context.now - settleMs).toISOString(), zone))
  const { values, period } = await readHistory({ metric, filters, timezone, granularity, end }, context)
  const value = values.at(-1)
  const [result] = await forecastAside([
    { values: values.slice(0, -1), period, horizon: stepsAhead[granularity], confidence },
  ])
  if (result === undefined || 'reason' in result || value === undefined)
    throw notEnough(result !== undefined && 'reason' in result ? result.reason : 'there is no history')
  const [point] = result.points
  if (point === undefined) throw new Error('a forecast has no first point')
  const { value: expected, lower, upper } = point
  return { time: addDays(end, granularity === 'week' ? -7 : -1), value, expected, lower, upper }
}
