/** How wide a bucket is. */
export type Granularity = 'hour' | 'day' | 'week' | 'month'

export const granularities: Readonly<Record<Granularity, string>> = {
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
}

export const isGranularity = (word: unknown): word is Granularity =>
  typeof word === 'string' && Object.hasOwn(granularities, word)

/** The width that gives between a dozen and a hundred points. */
export function granularityFor(days: number): Granularity {
  if (days <= 3) return 'hour'
  if (days <= 100) return 'day'
  if (days <= 548) return 'week'
  return 'month'
}

/** Hours of a year would be 8 760 points of nothing to see; past this the next wider bucket is used. */
const maxDays: Readonly<Record<Granularity, number>> = {
  hour: 31,
  day: 731,
  week: 3660,
  month: Number.POSITIVE_INFINITY,
}

/** The chosen width, or what suits the range when none was chosen or it would draw too many points. */
export const resolveGranularity = (chosen: Granularity | undefined, days: number): Granularity =>
  chosen !== undefined && days <= maxDays[chosen] ? chosen : granularityFor(days)
