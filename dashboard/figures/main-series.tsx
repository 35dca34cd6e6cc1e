import { SegmentedControl, Skeleton } from '@mantine/core'
import { lazy, Suspense, useId, useState } from 'react'
import { namesOf } from '../api/dimension-names.ts'
import { spanTitle } from '../filters/range-title.ts'
import { type View, withoutFilters } from '../filters/view.ts'
import type { Axis } from '../numbers/axis.ts'
import { ChangeMark } from '../numbers/change-mark.tsx'
import { formatShort, formatValue } from '../numbers/value.ts'
import type { Figure } from './figure.ts'
import { FigureInfo } from './figure-info.tsx'
import { FigureLine } from './figure-line.tsx'
import styles from './main-series.module.css'
import type { Reading } from './reading.ts'
import { SeriesTable } from './series-table.tsx'
import { stepsOf } from './steps.ts'
import type { FigureState } from './use-figures.ts'
import { WatchButtons } from './watch-buttons.tsx'

const ExpectedLine = lazy(() => import('./expected-line.tsx'))

type Form = 'chart' | 'expected' | 'table'
type Ready = Extract<FigureState, { state: 'ready' }>

interface ShownProps {
  state: Ready
  reading: Reading
  axis: Axis
  view: View
  form: Form
  grounded: boolean
}

function Shown({ state: { measure, leftOut }, reading, axis, view, form, grounded }: ShownProps) {
  const line = { reading, axis, view, grounded }
  const filtered = withoutFilters(view, leftOut)
  if (form === 'chart') return <FigureLine measure={measure} {...line} view={filtered} />
  if (form === 'expected') {
    return (
      <Suspense fallback={<Skeleton className={styles.waiting} />}>
        <ExpectedLine {...{ measure, reading, axis, view: filtered }} />
      </Suspense>
    )
  }
  return <SeriesTable title={measure.title} steps={stepsOf(reading, axis, view, measure.unit)} />
}

interface MainSeriesProps {
  figure: Figure
  state: FigureState
  axis: Axis
  view: View
  stale: boolean
}

/** Selected measure, large: its line, the one of the period before, and both as a table. */
export function MainSeries({ figure, state, axis, view, stale }: MainSeriesProps) {
  const heading = useId()
  const [form, setForm] = useState<Form>('chart')
  const [chosenCurrency, setChosenCurrency] = useState<string | null>(null)

  if (state.state !== 'ready') {
    return (
      <section className={styles.panel} aria-label="Selected measure">
        {state.state === 'loading' ? (
          <>
            <Skeleton height={18} width={180} />
            <Skeleton height={34} width={140} mt={10} />
            <Skeleton className={styles.waiting} mt={20} />
          </>
        ) : (
          <p className={styles.nothing}>
            {state.state === 'uncuttable'
              ? `${state.measure.title} is not available by ${namesOf(state.by, 'or')}. Choose another figure below, or leave the filter out by its chip above.`
              : 'This measure is not available from this service. Choose another one below.'}
          </p>
        )}
      </section>
    )
  }

  const { measure, readings, meta } = state
  const foretold = measure.is_additive && view.granularity !== 'hour'
  const shown = form === 'expected' && !foretold ? 'chart' : form
  const reading = readings.find(({ currency }) => currency === chosenCurrency) ?? readings[0]
  if (reading === undefined) throw new Error(`the figure ${measure.id} is ready without a reading`)
  return (
    <section className={styles.panel} aria-labelledby={heading} data-stale={stale || undefined}>
      <div className={styles.head}>
        <div className={styles.what}>
          <div className={styles.name}>
            <h2 id={heading} className={styles.title}>
              {measure.title}
            </h2>
            <FigureInfo measure={measure} meta={meta} view={withoutFilters(view, state.leftOut)} />
          </div>
          <p className={styles.value}>
            <span title={formatValue(reading.value, measure.unit, reading.currency)}>
              {formatShort(reading.value, measure.unit, reading.currency)}
            </span>
            <ChangeMark change={reading.change} isExplained />
          </p>
        </div>
        <div className={styles.controls}>
          <WatchButtons measure={measure} view={view} />
          {readings.length > 1 ? (
            <SegmentedControl
              size="xs"
              aria-label="Currency"
              data={readings.flatMap(({ currency }) => (currency === null ? [] : [currency]))}
              value={reading.currency ?? ''}
              onChange={setChosenCurrency}
            />
          ) : null}
          <SegmentedControl
            size="xs"
            aria-label="Show as"
            data={[
              { value: 'chart', label: 'Chart' },
              ...(foretold ? [{ value: 'expected', label: 'Expected' }] : []),
              { value: 'table', label: 'Table' },
            ]}
            value={shown}
            onChange={(value) => setForm(value as Form)}
          />
        </div>
      </div>
      <Shown state={state} reading={reading} axis={axis} view={view} form={shown} grounded={figure.absent === 0} />
      {shown === 'chart' ? (
        <ul className={styles.legend} aria-label="Legend">
          <li data-line="current">{spanTitle(view.range, view.timezone)}</li>
          {view.compared && reading.change.reason === undefined ? (
            <li data-line="previous">{spanTitle(view.compared, view.timezone)}</li>
          ) : null}
          {reading.series.unfinished ? <li data-line="dashed">incomplete</li> : null}
        </ul>
      ) : null}
      {state.leftOut.length > 0 ? (
        <p className={styles.nothing}>Not filtered by {namesOf(state.leftOut, 'or')}.</p>
      ) : null}
    </section>
  )
}
