import type { Measure, Value } from '../measures/define.ts'
import type { Interval } from '../statistics/interval.ts'
import { shareInterval } from '../statistics/share-interval.ts'
import type { Observations } from './compute.ts'

/** The 95 % interval of a share; null for other measures, and where nothing was observed or more than there was to observe. */
export function intervalOf({ isShare }: Measure, value: Value, observations: number | null): Interval | null {
  if (isShare !== true || typeof value !== 'number' || observations === null) return null
  return value >= 0 && value <= 1 && observations > 0 ? shareInterval(value, observations) : null
}

/**
 * On how many observations a value rests; null where it is suppressed. A missing value though some were observed is a
 * suppressed one.
 */
const toldOf = (value: Value, observations: number | null) =>
  value === null && observations !== 0 ? null : observations

/** What a row has beside its rates: `<id>_observations`, and of shares `<id>_low` and `<id>_high`. */
export function observedCells(
  metrics: readonly Measure[],
  values: Readonly<Record<string, Value>>,
  observations: Observations,
): Record<string, number | null> {
  const cells: Record<string, number | null> = {}
  for (const metric of metrics) {
    const { id, isShare } = metric
    if (metric.observations === undefined) continue
    const value = values[id] ?? null
    const told = toldOf(value, observations[id] ?? null)
    cells[`${id}_observations`] = told
    if (isShare !== true) continue
    const interval = intervalOf(metric, value, told)
    cells[`${id}_low`] = interval?.low ?? null
    cells[`${id}_high`] = interval?.high ?? null
  }
  return cells
}
