import { isAdditive } from '../../measures/additive.ts'
import type { Measure } from '../../measures/define.ts'
import { addDays } from '../../platform/calendar.ts'
import { Failure } from '../../platform/errors.ts'
import { answerQuery } from '../../query/answer.ts'
import type { QueryAnswer, QueryRequest } from '../../query/request.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { invalid } from '../../warehouse/time/parse-range.ts'
import { type Period, periodOf, periodsBetween } from '../../warehouse/time/period.ts'

/** How many values make a season, and how many days of the past are looked at. */
const seasons: Readonly<Record<Period, { period: number; pastDays: number }>> = {
  day: { period: 7, pastDays: 730 },
  week: { period: 1, pastDays: 3 * 366 },
  month: { period: 12, pastDays: 6 * 366 },
}

/** How many values are asked for at most: two years of days. */
const mostValues = 1_000

/** Which measure, and up to which day: the first that is not looked at, the beginning of a period. */
interface HistoryRequest {
  readonly filters: QueryRequest['filters'] | undefined
  readonly timezone: string | undefined
  readonly metric: string
  readonly granularity: Period
  readonly end: string
}

export interface History {
  /** One for each period from the first in which something happened. */
  readonly values: readonly number[]
  /** The first day of the first period. */
  readonly from: string
  /** How many values make a season. */
  readonly period: number
  readonly meta: QueryAnswer['meta']
}

/**
 * The past of an additive measure as a forecast is fitted to it.
 * Throws Failure: invalid_request, not_enough_data, and as answerQuery.
 */
export async function readHistory(request: HistoryRequest, context: QueryContext): Promise<History> {
  const { metric, filters, timezone, granularity, end } = request
  const { unit } = additiveMeasure(metric, context)
  const { period, pastDays } = seasons[granularity]
  const begin = periodOf(granularity, addDays(end, -pastDays))
  const asked = { metrics: [metric], from: begin, to: end, granularity, limit: mostValues }
  const { rows, meta } = await answerQuery(
    { ...asked, ...(filters && { filters }), ...(timezone && { timezone }) },
    context,
  )
  if (unit === 'money' && meta.currency === null)
    throw invalid('/metric', 'is in several currencies, without rates to make one of them')
  return { ...historyOf(rows, metric, granularity, end), period, meta }
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
