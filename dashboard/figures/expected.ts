import { addDays } from '../../src/platform/calendar.ts'
import type { ForecastAnswer } from '../api/forecast.ts'
import { type Bucket, bucketsOf } from '../numbers/buckets.ts'
import type { Granularity } from '../time/granularity.ts'

/** What is expected of each step of a chart, in plain values; null where nothing was told of it. */
export interface ExpectedBand {
  /** The share of values that the band is meant to hold. */
  readonly confidence: number
  readonly lower: readonly (number | null)[]
  readonly upper: readonly (number | null)[]
}

export interface Expected {
  /** The steps of the range, and those ahead of it. */
  readonly buckets: readonly Bucket[]
  readonly values: readonly (number | null)[]
  /** The widest first, so that narrower ones are drawn above it. */
  readonly bands: readonly ExpectedBand[]
}

const daysOf = { day: 1, week: 7, month: 31 } as const

/** How many days ahead are asked for: a third of what is shown, within a week and four of days, a month and three of weeks, half a year of months. */
export function horizonDays(granularity: Exclude<Granularity, 'hour'>, shown: number): number {
  const third = Math.round(shown / 3)
  if (granularity === 'month') return 183
  const [least, most] = granularity === 'day' ? [7, 28] : [4, 13]
  return daysOf[granularity] * Math.min(most, Math.max(least, third))
}

/** The steps of a forecast that follow those of the range without a gap. */
function ahead(buckets: readonly Bucket[], answer: ForecastAnswer, granularity: Granularity, zone: string): Bucket[] {
  const [first, last] = [answer.points[0], answer.points.at(-1)]
  const end = buckets.at(-1)
  if (first === undefined || last === undefined || end === undefined) return []
  // The last bucket of weeks or months begins within the period that its time names.
  const to = addDays(last.time, granularity === 'hour' ? 1 : daysOf[granularity])
  const all = bucketsOf(first.time, to, granularity, zone).filter(({ time }) => time <= last.time)
  const isNear = (all[0]?.startMs ?? Number.POSITIVE_INFINITY) <= end.endMs
  return isNear ? all.filter(({ startMs }) => startMs >= end.endMs) : []
}

/**
 * Lays forecasts of one series onto the steps of a chart: what would have been told of the past at rolling origins, and what is told of
 * the time ahead, as far as it follows the range.
 * @param answers of the same series, each with the confidence that it was asked for
 */
export function expectedOn(
  buckets: readonly Bucket[],
  answers: readonly { readonly confidence: number; readonly answer: ForecastAnswer }[],
  { granularity, zone }: { readonly granularity: Granularity; readonly zone: string },
): Expected {
  const [narrow] = answers
  const all = [...buckets, ...(narrow === undefined ? [] : ahead(buckets, narrow.answer, granularity, zone))]
  const told = answers.map(({ confidence, answer }) => ({
    confidence,
    points: new Map([...answer.past, ...answer.points].map((point) => [point.time, point])),
  }))
  const column = (at: number, name: 'value' | 'lower' | 'upper') =>
    all.map(({ time }) => told[at]?.points.get(time)?.[name] ?? null)
  const bands = told
    .map(({ confidence }, at) => ({ confidence, lower: column(at, 'lower'), upper: column(at, 'upper') }))
    .sort((a, b) => b.confidence - a.confidence)
  return { buckets: all, values: column(0, 'value'), bands }
}
