import { useCallback, useMemo } from 'react'
import { type Colours, dataColour, dataColourName } from '../../charts/colours.ts'
import { noMarks } from '../../charts/marks.ts'
import { Plot } from '../../charts/plot.tsx'
import { seriesOption } from '../../charts/series-option.ts'
import styles from '../../figures/series-chart.module.css'
import { formatTick, formatValue } from '../../numbers/value.ts'

interface CurvesChartProps {
  lines: readonly { readonly title: string; readonly values: readonly (number | null)[] }[]
  period: string
  /** The period after the first one that the lines begin with. */
  first: number
}

const share = (value: number | null | undefined) => formatValue(value, 'ratio', null)

/** Shares that are retained by how many periods have passed. */
export default function CurvesChart({ lines, period, first }: CurvesChartProps) {
  const steps = Math.max(...lines.map(({ values }) => values.length))
  const data = useMemo(
    () => ({
      labels: Array.from({ length: steps }, (_, step) => String(first + step)),
      lines: lines.map((it, index) => ({ ...it, colour: dataColourName(index) })),
      unfinished: false,
      form: 'lines' as const,
      finest: 0.01,
      ceiling: 1,
    }),
    [lines, steps, first],
  )
  const option = useCallback(
    (colours: Colours) => seriesOption(data, colours, (value) => formatTick(value, 'ratio', null)),
    [data],
  )
  const there = (step: number) => lines.filter(({ values }) => values[step] !== undefined)
  const nameOf = (step: number) => `After ${first + step} ${first + step === 1 ? period : `${period}s`}`
  return (
    <>
      <Plot
        option={option}
        steps={steps}
        marks={noMarks}
        pointsAt={(step) =>
          lines.flatMap(({ values }, index) => {
            const value = values[step]
            return value === null || value === undefined ? [] : [{ value, colour: dataColour(index) }]
          })
        }
        summary={`Share retained by ${period}s since the first: ${lines.map(({ title }) => title).join(', ')}.`}
        tip={(step) => (
          <dl className={styles.tip}>
            <dt className={styles.when}>{nameOf(step)}</dt>
            {there(step).map((line) => (
              <div key={line.title} className={styles.entry}>
                <dt>
                  <span className={styles.dot} style={{ background: dataColour(lines.indexOf(line)) }} />
                  {line.title}
                </dt>
                <dd>{share(line.values[step])}</dd>
              </div>
            ))}
          </dl>
        )}
        tipText={(step) =>
          `${nameOf(step)}: ${there(step)
            .map(({ title, values }) => `${title} ${share(values[step])}`)
            .join(', ')}.`
        }
      />
      <ul className={styles.legend} aria-label="Legend of the retention curves">
        {lines.map(({ title }, index) => (
          <li key={title}>
            <span className={styles.dot} style={{ background: dataColour(index) }} />
            {title}
          </li>
        ))}
      </ul>
    </>
  )
}
