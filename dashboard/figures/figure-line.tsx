import { Skeleton } from '@mantine/core'
import { lazy, Suspense, useMemo, useState } from 'react'
import type { Measure } from '../api/catalogue.ts'
import { type Spans, spansOfStep } from '../explain/question.ts'
import { WhyDrawer } from '../explain/why-drawer.tsx'
import { spanTitle } from '../filters/range-title.ts'
import type { View } from '../filters/view.ts'
import { useMarks } from '../notes/use-marks.ts'
import type { Axis } from '../numbers/axis.ts'
import { finestTick, formatTick, formatValue } from '../numbers/value.ts'
import styles from './figure-line.module.css'
import type { Reading } from './reading.ts'
import { SeriesTip } from './series-tip.tsx'
import { stepsOf } from './steps.ts'

const LineChart = lazy(() => import('../charts/line-chart.tsx'))

interface FigureLineProps {
  measure: Measure
  reading: Reading
  axis: Axis
  view: View
  /** Whether the axis begins at zero. */
  grounded: boolean
}

/** One figure over time as a line, with the one of the period before. */
export function FigureLine({ measure, reading, axis, view, grounded }: FigureLineProps) {
  const { id, title, unit } = measure
  const [asked, setAsked] = useState<Spans | null>(null)
  const steps = useMemo(() => stepsOf(reading, axis, view, unit), [reading, axis, view, unit])
  const data = useMemo(
    () => ({
      labels: steps.map(({ tick }) => tick),
      current: reading.series.values,
      previous: reading.previousSeries.values.slice(0, steps.length),
      observed: reading.series.observed ?? [],
      unfinished: reading.series.unfinished,
      grounded,
      ceiling: unit === 'ratio' ? 1 : null,
      finest: finestTick[unit],
    }),
    [steps, reading, grounded, unit],
  )
  const marks = useMarks(view, axis.buckets, id)
  const tick = useMemo(() => (value: number) => formatTick(value, unit, reading.currency), [unit, reading.currency])
  const sentence = (step: number) => {
    const at = steps[step]
    if (at === undefined) return ''
    const observed = at.observed === null ? '' : ` (${at.observed})`
    return `${at.title}: ${at.current ?? 'not yet'}${observed}. Before, ${at.previousTitle ?? ''}: ${at.previous}.`
  }
  const explain = (step: number) => setAsked(spansOfStep(axis, step, Date.now()))
  return (
    <>
      <Suspense fallback={<Skeleton className={styles.waiting} />}>
        <LineChart
          data={data}
          marks={marks}
          formatTick={tick}
          summary={`${title}, ${spanTitle(view.range, view.timezone)}: ${formatValue(reading.value, unit, reading.currency)}, ${reading.change.sentence}.`}
          tip={(step) => {
            const at = steps[step]
            return at === undefined ? null : <SeriesTip step={at} />
          }}
          tipText={sentence}
          {...(measure.explained_as === null ? {} : { onPick: explain, pickHint: 'why it changed' })}
        />
      </Suspense>
      <WhyDrawer measure={measure} view={view} spans={asked} onClose={() => setAsked(null)} />
    </>
  )
}
