import type { Unit } from '../api/catalogue.ts'
import type { View } from '../filters/view.ts'
import type { Axis } from '../numbers/axis.ts'
import { bucketTitles } from '../numbers/bucket-title.ts'
import { formatValue } from '../numbers/value.ts'
import { observedText } from './observed-text.ts'
import type { Reading } from './reading.ts'

/** One step of a series in words and numbers, as the tip of the chart and the table show it. */
export interface Step {
  readonly time: string
  readonly title: string
  /** The title in the width of a tick. */
  readonly tick: string
  /** Null while the step is in the future. */
  readonly current: string | null
  readonly unfinished: boolean
  /** Null where the period before has no such step: its months can be fewer. */
  readonly previousTitle: string | null
  readonly previous: string
  /** On what the value rests: "n = 35, 95 % CI 72.6% – 85.8%"; null where nothing is told. */
  readonly observed: string | null
}

/** The steps of a series beside those of the period before. */
export function stepsOf(
  reading: Reading,
  axis: Pick<Axis, 'buckets' | 'previous'>,
  { granularity, timezone }: Pick<View, 'granularity' | 'timezone'>,
  unit: Unit,
): Step[] {
  const titles = bucketTitles(granularity, timezone)
  const value = (it: number | null | undefined) => formatValue(it, unit, reading.currency)
  return axis.buckets.map((bucket, step) => {
    const before = axis.previous[step]
    const current = reading.series.values[step]
    return {
      time: bucket.time,
      title: titles.full(bucket),
      tick: titles.axis(bucket),
      current: current === undefined ? null : value(current),
      unfinished: reading.series.unfinished && step === reading.series.values.length - 1,
      previousTitle: before ? titles.full(before) : null,
      previous: value(reading.previousSeries.values[step]),
      observed: observedText(reading.series.observed?.[step], unit),
    }
  })
}
