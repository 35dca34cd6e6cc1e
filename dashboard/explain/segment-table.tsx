import type { Measure } from '../api/catalogue.ts'
import { valueTitle } from '../api/dimension-names.ts'
import type { ExplainedDimension, ExplainedSegment } from '../api/explain.ts'
import { formatValue } from '../numbers/value.ts'
import styles from './explain.module.css'
import { dimensionsTitle, intervalText, isOfOthers, sideText, signed } from './words.ts'

interface SegmentTableProps {
  breakdown: ExplainedDimension
  measure: Pick<Measure, 'title' | 'unit'>
  /** What was counted in place of the rate. */
  counted: string | undefined
  currency: string | null
  /** Undefined where the page cannot be filtered by the segment. */
  filterBy: (segment: ExplainedSegment) => (() => void) | undefined
}

const valuesOf = ({ filters }: ExplainedSegment) =>
  Object.entries(filters)
    .map(([dimension, value]) => valueTitle(value ?? '', dimension))
    .join(', ')

/** What each value of a dimension added to the change. All rows add up to it. */
export function SegmentTable({ breakdown, measure, counted, currency, filterBy }: SegmentTableProps) {
  const { dimensions, segments, others, unattributed, withheld } = breakdown
  const title = dimensionsTitle(dimensions)
  const isRate = segments.some(({ mix_effect }) => mix_effect !== null)
  const hasInterval = segments.some(({ interval }) => interval !== null)
  const observed = counted === undefined && segments.some((it) => it.n_current !== null && isOfOthers(it))
  const columns = 4 + (observed ? 2 : 0) + (isRate ? 2 : 0) + (hasInterval ? 1 : 0)
  const difference = (value: number | null) => (value === null ? '–' : signed(value, measure, currency))
  const rest = (name: string, value: number) => (
    <tr className={styles.rest}>
      <th scope="row" colSpan={observed ? 5 : 3}>
        {name}
      </th>
      <td>{difference(value)}</td>
      {columns > (observed ? 6 : 4) ? <td colSpan={columns - (observed ? 6 : 4)} /> : null}
    </tr>
  )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too
    <section className={styles.box} tabIndex={0} aria-label={`Change of ${measure.title} by ${title.toLowerCase()}`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col">{counted === undefined ? 'Before' : `${counted}, before`}</th>
            <th scope="col">Now</th>
            {observed ? (
              <>
                <th scope="col">n before</th>
                <th scope="col">n now</th>
              </>
            ) : null}
            <th scope="col">Added to the change</th>
            {isRate ? (
              <>
                <th scope="col">Rate effect</th>
                <th scope="col">Mix effect</th>
              </>
            ) : null}
            {hasInterval ? <th scope="col">95% CI</th> : null}
          </tr>
        </thead>
        <tbody>
          {segments.map((it) => {
            const filter = filterBy(it)
            return (
              <tr key={JSON.stringify(it.filters)} data-outstanding={it.stands_out || undefined}>
                <th scope="row">
                  {filter ? (
                    <button type="button" className={styles.pick} onClick={filter}>
                      {valuesOf(it)}
                    </button>
                  ) : (
                    valuesOf(it)
                  )}
                </th>
                <td>{sideText(it.previous, it, measure, currency, counted)}</td>
                <td>{sideText(it.current, it, measure, currency, counted)}</td>
                {observed ? (
                  <>
                    <td>{formatValue(it.n_previous, 'count', null)}</td>
                    <td>{formatValue(it.n_current, 'count', null)}</td>
                  </>
                ) : null}
                <td>{difference(it.contribution)}</td>
                {isRate ? (
                  <>
                    <td>{difference(it.rate_effect)}</td>
                    <td>{difference(it.mix_effect)}</td>
                  </>
                ) : null}
                {hasInterval ? (
                  <td>{it.interval === null ? '–' : intervalText(it.interval, measure, currency)}</td>
                ) : null}
              </tr>
            )
          })}
          {others.segments > 0 ? rest(`${others.segments} others`, others.contribution) : null}
          {unattributed !== 0
            ? rest(withheld > 0 ? `${withheld} suppressed, few devices` : 'Counted in several of these', unattributed)
            : null}
        </tbody>
      </table>
    </section>
  )
}
