import { Skeleton } from '@mantine/core'
import { type FilterDimension, namesOf } from '../api/dimension-names.ts'
import { Sparkline } from '../charts/sparkline.tsx'
import { useSayUnapplied } from '../filters/unapplied.tsx'
import { type View, withoutFilters } from '../filters/view.ts'
import { ChangeMark } from '../numbers/change-mark.tsx'
import { formatShort, formatValue, noValue } from '../numbers/value.ts'
import type { Figure } from './figure.ts'
import styles from './figure-card.module.css'
import { FigureInfo } from './figure-info.tsx'
import type { FigureState } from './use-figures.ts'

interface FigureCardProps {
  figure: Figure
  state: FigureState
  /** How many points the time axis has. */
  span: number
  /** Active filters that it cannot apply. */
  unapplied: readonly FilterDimension[]
  view: View
  selected: boolean
  onSelect: () => void
}

type Ready = Extract<FigureState, { state: 'ready' }>

/** Why there is no number where that is not plain to see. */
const reasons: Readonly<Record<string, string>> = {
  not_counted: 'No stock count recorded.',
  small_cell: 'Suppressed: it rests on too few devices.',
  removed: 'Removed by a retention policy.',
}

function Values({ state: { readings, measure, meta }, span, wide }: { state: Ready; span: number; wide: boolean }) {
  const [only, ...others] = readings
  if (only === undefined) return null
  if (others.length > 0) {
    return (
      <ul className={styles.currencies}>
        {readings.map(({ currency, value, change }) => (
          <li key={currency} title={formatValue(value, measure.unit, currency)}>
            <span className={styles.amount} data-figure>
              {formatShort(value, measure.unit, currency)}
            </span>
            <ChangeMark change={change} />
          </li>
        ))}
      </ul>
    )
  }
  const reason = reasons[meta.null_reasons?.[measure.id] ?? '']
  if (reason !== undefined) {
    return (
      <>
        <p className={styles.value} data-figure>
          {noValue}
        </p>
        <p className={styles.reason}>{reason}</p>
      </>
    )
  }
  return (
    <>
      <p className={styles.value} data-figure title={formatValue(only.value, measure.unit, only.currency)}>
        {formatShort(only.value, measure.unit, only.currency)}
      </p>
      <ChangeMark change={only.change} isExplained />
      <div className={styles.spark}>
        <Sparkline series={only.series} span={span} {...(wide ? { width: 246, height: 50 } : {})} />
      </div>
    </>
  )
}

function Content({ state, span, wide }: { state: FigureState; span: number; wide: boolean }) {
  if (state.state === 'loading') {
    return (
      <>
        <Skeleton height={26} width={96} my={4} />
        <Skeleton height={12} width={52} />
      </>
    )
  }
  if (state.state === 'unknown') return <p className={styles.reason}>Not available from this service.</p>
  if (state.state === 'uncuttable') {
    return <p className={styles.reason}>Not available by {namesOf(state.by, 'or')}, so no number is shown.</p>
  }
  return (
    <>
      <Values state={state} span={span} wide={wide} />
      {state.leftOut.length > 0 ? (
        <p className={styles.reason}>Not filtered by {namesOf(state.leftOut, 'or')}.</p>
      ) : null}
    </>
  )
}

/** One figure. The whole card is the button that brings it into the large chart. */
export function FigureCard({ figure, state, span, unapplied, view, selected, onSelect }: FigureCardProps) {
  useSayUnapplied(`figure ${figure.metric}`, unapplied)
  const measure = 'measure' in state ? state.measure : undefined
  const title = measure?.title ?? figure.metric.replaceAll('_', ' ')
  return (
    <article
      className={styles.card}
      data-metric={figure.metric}
      data-state={state.state}
      data-wide={figure.wide || undefined}
      data-selected={selected || undefined}
    >
      <div className={styles.head}>
        <h3 className={styles.title}>
          {state.state === 'ready' ? (
            <button type="button" className={styles.select} aria-pressed={selected} onClick={onSelect}>
              {title}
            </button>
          ) : (
            title
          )}
        </h3>
        {measure ? (
          <FigureInfo
            measure={measure}
            meta={state.state === 'ready' ? state.meta : undefined}
            view={state.state === 'ready' ? withoutFilters(view, state.leftOut) : view}
          />
        ) : null}
      </div>
      <Content state={state} span={span} wide={figure.wide} />
    </article>
  )
}
