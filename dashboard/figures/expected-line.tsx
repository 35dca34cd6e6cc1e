import { Skeleton } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Measure } from '../api/catalogue.ts'
import { askedFilters } from '../api/filters.ts'
import { type Forecast, type ForecastAnswer, forecastQuery } from '../api/forecast.ts'
import { asProblem } from '../api/problem.ts'
import { ForecastChart } from '../charts/forecast-chart.tsx'
import { spanTitle } from '../filters/range-title.ts'
import type { View } from '../filters/view.ts'
import { useMarks } from '../notes/use-marks.ts'
import type { Axis } from '../numbers/axis.ts'
import { bucketTitles } from '../numbers/bucket-title.ts'
import { finestTick, formatTick, formatValue } from '../numbers/value.ts'
import { expectedOn, horizonDays } from './expected.ts'
import styles from './expected-line.module.css'
import type { Reading } from './reading.ts'
import tipStyles from './series-tip.module.css'

const confidences = [0.8, 0.95] as const

interface ExpectedLineProps {
  measure: Measure
  reading: Reading
  axis: Axis
  view: View
}

const methods: Readonly<Record<ForecastAnswer['model']['method'], string>> = {
  seasonal_naive: 'last season again',
  ets: 'ETS',
  mstl_ets: 'MSTL and ETS',
  croston_sba: 'Croston–SBA',
  tsb: 'TSB',
}

const isTold = (forecast: Forecast | undefined): forecast is ForecastAnswer =>
  forecast !== undefined && 'points' in forecast

/** How well the forecast would have done: "By ETS. Out of sample over 8 origins …". */
function standing({ backtest, model }: ForecastAnswer): string {
  const share = formatValue(backtest.coverage, 'ratio', null)
  const error = backtest.mase === null ? '' : `, mean absolute scaled error ${backtest.mase.toFixed(2)}`
  return `By ${methods[model.method]}. Out of sample over ${backtest.folds} origins: ${share} of values within the 80 % band${error}.`
}

/** A figure over time beside what its forecast expects: the time ahead, and the past by what was known before it. */
export default function ExpectedLine({ measure, reading, axis, view }: ExpectedLineProps) {
  const { id, title, unit } = measure
  const { granularity, timezone } = view
  const period = granularity === 'hour' ? 'day' : granularity
  const horizon_days = horizonDays(period, axis.buckets.length)
  const body = { metric: id, filters: askedFilters(view.filters), horizon_days, granularity: period, timezone }
  const found = useQueries({ queries: confidences.map((confidence) => forecastQuery({ ...body, confidence })) })
  const marks = useMarks(view, axis.buckets, id)
  const [narrow, wide] = found.map(({ data }) => data)
  const drawn = useMemo(() => {
    const answers = [narrow, wide].flatMap((answer, at) =>
      isTold(answer) ? [{ confidence: confidences[at] as number, answer }] : [],
    )
    const { buckets, values, bands } = expectedOn(axis.buckets, answers, { granularity, zone: timezone })
    const titles = bucketTitles(granularity, timezone)
    const data = {
      labels: buckets.map(titles.axis),
      current: reading.series.values,
      ...{ unfinished: reading.series.unfinished, expected: values, bands },
      ...{ grounded: true, finest: finestTick[unit] },
    }
    return { data, names: buckets.map(titles.full) }
  }, [narrow, wide, axis.buckets, granularity, timezone, reading, unit])

  const failure = found.find(({ error }) => error !== null)?.error
  if (failure) return <p className={styles.nothing}>{asProblem(failure).detail}</p>
  if (narrow === undefined || wide === undefined) return <Skeleton className={styles.waiting} />
  if (!isTold(narrow)) return <p className={styles.nothing}>Not enough data for a forecast. {narrow.notEnough}</p>

  const { data, names } = drawn
  if (data.expected.every((it) => it === null)) {
    return <p className={styles.nothing}>The forecast begins today and does not reach back to this range.</p>
  }
  const write = (value: number | null | undefined) => formatValue(value, unit, reading.currency)
  const at = (step: number) => {
    const expected = data.expected[step] ?? null
    const bands = data.bands.toReversed().map(({ confidence, lower, upper }) => ({
      name: `${confidence * 100} % band`,
      text: `${write(lower[step])} to ${write(upper[step])}`,
    }))
    return { current: data.current[step], expected, bands: expected === null ? [] : bands }
  }
  const sentence = (step: number) => {
    const { current, expected, bands } = at(step)
    const told =
      expected === null
        ? 'no forecast'
        : `expected ${write(expected)}, ${bands.map((it) => `${it.name} ${it.text}`).join(', ')}`
    return `${names[step]}: ${current === undefined ? 'not yet' : write(current)}; ${told}.`
  }
  return (
    <>
      <ForecastChart
        data={data}
        marks={marks}
        formatTick={(value) => formatTick(value, unit, reading.currency)}
        summary={`${title} beside its forecast, ${spanTitle(view.range, timezone)}: ${write(reading.value)}.`}
        tip={(step) => {
          const { current, expected, bands } = at(step)
          return (
            <dl className={tipStyles.tip}>
              <dt>{names[step]}</dt>
              <dd className={tipStyles.current}>{current === undefined ? 'not yet' : write(current)}</dd>
              <dt>Expected</dt>
              <dd>{expected === null ? 'no forecast' : write(expected)}</dd>
              {bands.map(({ name, text }) => [<dt key={name}>{name}</dt>, <dd key={`${name} text`}>{text}</dd>])}
            </dl>
          )
        }}
        tipText={sentence}
      />
      <ul className={styles.legend} aria-label="Legend">
        <li data-line="current">{spanTitle(view.range, timezone)}</li>
        <li data-line="expected">Expected</li>
        <li data-line="narrow">80 % band</li>
        {isTold(wide) ? <li data-line="wide">95 % band</li> : null}
      </ul>
      <p className={styles.standing}>
        {standing(narrow)}
        {isTold(wide) ? '' : ` No 95 % band: ${wide.notEnough}`}
      </p>
    </>
  )
}
