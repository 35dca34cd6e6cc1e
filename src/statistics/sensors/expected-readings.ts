import { modifiedZScores, spreadOf } from '../modified-z-scores.ts'

/** Hourly readings of one sensor of one device; hours as numbers in order, with gaps where nothing was read. */
export interface HourlySeries {
  readonly device: string
  readonly metric: string
  readonly unit: string
  readonly hours: readonly number[]
  readonly values: readonly number[]
}

/** A reading beside what was expected of it by what came before. */
export interface ExpectedReading {
  readonly hour: number
  readonly value: number
  readonly expected: number
  /** Modified z-score of the difference, against the differences before it. */
  readonly score: number
}

export interface ScoredSeries {
  readonly method: 'time_of_day' | 'own_history'
  /** Of the hours that are looked at, those with history enough. */
  readonly readings: readonly ExpectedReading[]
  /** Mean absolute difference over them in median absolute deviations of the history, and that of the median alone. */
  readonly error: number | null
  readonly naiveError: number | null
}

const dayHours = 24
/** Hours that a reading is held against: four weeks. */
const window = 28 * dayHours
/** Days with a reading at the same hour, and hours with a difference, without which nothing is said. */
const leastDays = 5
const leastDifferences = 48
/** Readings that make a history without the time of day. */
const leastReadings = 24

type Medians = readonly (number | null)[]

/**
 * Holds readings against those before them: against the median of the same hour of earlier days where that came closer in the
 * hours before `begin`, else, as where too little is read at the same hours, against the median of all. What is left is scored
 * against what was left before, by median and median absolute deviation (Iglewicz and Hoaglin 1993), so that a reading is judged
 * by nothing that came later.
 * @returns undefined where no reading has history enough
 */
export function scoreSeries({ hours, values }: HourlySeries, begin: number): ScoredSeries | undefined {
  const own = modifiedZScores(values, window, leastReadings).map(({ median }) => median)
  const sameHour = timeOfDayMedians(hours, values)
  const first = hours.findIndex((hour) => hour >= begin)
  const before = first === -1 ? hours.length : first
  /** Of the readings that have a median of one kind, the differences from that of another. */
  const differences = (expected: Medians, among: Medians, from: number, to: number) =>
    values.slice(from, to).flatMap((value, index) => {
      const told = expected[from + index] ?? null
      return told === null || (among[from + index] ?? null) === null ? [] : [value - told]
    })
  const [seasonal, plain] = [sameHour, own].map((it) => differences(it, sameHour, 0, before)) as [number[], number[]]
  const isSeasonal = seasonal.length >= leastDifferences && meanSize(seasonal) < meanSize(plain)
  const expected = isSeasonal ? sameHour : own
  const readings = scored({ hours, values }, expected, begin)
  if (readings.length === 0) return undefined
  const { mad } = spreadOf(values.slice(Math.max(0, before - window), before).toSorted((a, b) => a - b))
  const told = (some: Medians) =>
    mad === 0 ? null : meanSize(differences(some, expected, before, values.length)) / mad
  return {
    method: isSeasonal ? 'time_of_day' : 'own_history',
    readings,
    error: told(expected),
    naiveError: told(own),
  }
}

/** Of each reading the median of the same hour on the days before it; null where there are too few. */
function timeOfDayMedians(hours: readonly number[], values: readonly number[]): (number | null)[] {
  const byHour = new Map<number, { hour: number; value: number }[]>()
  return hours.map((hour, index) => {
    const same = byHour.get(hour % dayHours) ?? []
    const recent = same.filter((it) => it.hour >= hour - window)
    byHour.set(hour % dayHours, [...recent, { hour, value: values[index] as number }])
    if (recent.length < leastDays) return null
    return spreadOf(recent.map(({ value }) => value).sort((a, b) => a - b)).median
  })
}

function scored(
  { hours, values }: Pick<HourlySeries, 'hours' | 'values'>,
  expected: Medians,
  begin: number,
): ExpectedReading[] {
  const told = [...hours.keys()].filter((index) => expected[index] !== null)
  const left = told.map((index) => (values[index] as number) - (expected[index] as number))
  return modifiedZScores(left, window, leastDifferences).flatMap(({ score }, at) => {
    const index = told[at] as number
    const hour = hours[index] as number
    if (hour < begin || score === null) return []
    return [{ hour, value: values[index] as number, expected: expected[index] as number, score }]
  })
}

const meanSize = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, values.length)
