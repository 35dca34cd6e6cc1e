import { useCallback, useMemo } from 'react'
import { type Colours, dataColourName } from '../charts/colours.ts'
import { Plot, type PlotPoint } from '../charts/plot.tsx'
import { seriesOption } from '../charts/series-option.ts'
import type { View } from '../filters/view.ts'
import { useMarks } from '../notes/use-marks.ts'
import type { Axis } from '../numbers/axis.ts'
import { bucketTitles } from '../numbers/bucket-title.ts'
import type { NamedSeries } from '../numbers/named-series.ts'
import { finestTick, formatTick, formatValue } from '../numbers/value.ts'
import { countText, observedText } from './observed-text.ts'
import styles from './series-chart.module.css'

interface SeriesChartProps {
  lines: readonly NamedSeries[]
  axis: Axis
  view: View
  form: 'lines' | 'stack'
  title: string
  /** Narrows the page to the value of a line. */
  onPick?: (value: string) => void
}

/** The name of the colour of a line; without one of its own it has that of its place. */
const colourOf = (lines: readonly NamedSeries[], index: number) => lines[index]?.colour ?? dataColourName(index)

const inBrackets = (text: string | null) => (text === null ? '' : ` (${text})`)

/** Several series over time with their names. */
export default function SeriesChart({ lines, axis, view, form, title, onPick }: SeriesChartProps) {
  const titles = bucketTitles(view.granularity, view.timezone)
  const [first] = lines
  const unit = first?.unit ?? 'count'
  const currency = first?.currency ?? null
  const marks = useMarks(view, axis.buckets, null)
  const data = useMemo(() => {
    const names = bucketTitles(view.granularity, view.timezone)
    return {
      labels: axis.buckets.map(names.axis),
      lines: lines.map(({ title: name, series: { values, observed = [] } }, index) => ({
        ...{ title: name, values, observed, colour: colourOf(lines, index) },
      })),
      unfinished: lines[0]?.series.unfinished ?? false,
      form,
      finest: finestTick[unit],
      ceiling: unit === 'ratio' ? 1 : null,
    }
  }, [axis, lines, form, unit, view.granularity, view.timezone])
  const option = useCallback(
    (colours: Colours) => seriesOption(data, colours, (value) => formatTick(value, unit, currency)),
    [data, unit, currency],
  )
  const valueAt = ({ series, ...it }: NamedSeries, step: number) =>
    step < series.values.length ? formatValue(series.values[step], it.unit, it.currency) : 'not yet'
  const observedAt = ({ series: { observed } }: NamedSeries, step: number) => observedText(observed?.[step], unit)
  // Beside several lines their intervals would make the tip wider than a phone.
  const observedIn = (line: NamedSeries, step: number) =>
    lines.length === 1 ? observedAt(line, step) : countText(line.series.observed?.[step])
  const nameOf = (step: number) => {
    const bucket = axis.buckets[step]
    return bucket === undefined ? '' : titles.full(bucket)
  }
  const pointsAt = (step: number): PlotPoint[] =>
    form === 'stack'
      ? []
      : lines.flatMap(({ series }, index) => {
          const value = series.values[step]
          return value === null || value === undefined ? [] : [{ value, colour: `var(${colourOf(lines, index)})` }]
        })
  return (
    <>
      <Plot
        option={option}
        marks={marks}
        steps={axis.buckets.length}
        pointsAt={pointsAt}
        summary={`${title}: ${lines.map((it) => it.title).join(', ')}.`}
        tip={(step) => (
          <dl className={styles.tip}>
            <dt className={styles.when}>{nameOf(step)}</dt>
            {lines.map((line, index) => (
              <div key={line.id} className={styles.entry}>
                <dt>
                  <span className={styles.dot} style={{ background: `var(${colourOf(lines, index)})` }} />
                  {line.title}
                </dt>
                <dd>
                  {valueAt(line, step)}
                  <small className={styles.observed}>{observedIn(line, step)}</small>
                </dd>
              </div>
            ))}
          </dl>
        )}
        tipText={(step) =>
          `${nameOf(step)}: ${lines.map((line) => `${line.title} ${valueAt(line, step)}${inBrackets(observedAt(line, step))}`).join(', ')}.`
        }
      />
      <ul className={styles.legend} aria-label={`Legend of ${title}`}>
        {lines.map(({ id, title: name, isRest }, index) => (
          <li key={id}>
            <span className={styles.dot} style={{ background: `var(${colourOf(lines, index)})` }} />
            {onPick && !isRest ? (
              <button type="button" className={styles.pick} onClick={() => onPick(id === 'none' ? '' : id)}>
                {name}
              </button>
            ) : (
              name
            )}
          </li>
        ))}
        {data.unfinished ? <li className={styles.running}>dashed: incomplete</li> : null}
      </ul>
    </>
  )
}
