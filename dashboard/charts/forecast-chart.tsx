import { type ReactNode, useCallback } from 'react'
import type { Colours } from './colours.ts'
import { type ForecastData, forecastOption } from './forecast-option.ts'
import type { Marks } from './marks.ts'
import { Plot, type PlotPoint } from './plot.tsx'

interface ForecastChartProps {
  data: ForecastData
  marks: Marks
  summary: string
  formatTick: (value: number) => string
  tip: (step: number) => ReactNode
  tipText: (step: number) => string
}

/** A line beside what was and is expected of it. */
export function ForecastChart({ data, formatTick, ...words }: ForecastChartProps) {
  const option = useCallback((colours: Colours) => forecastOption(data, colours, formatTick), [data, formatTick])
  const pointsAt = (step: number): PlotPoint[] =>
    [
      { value: data.current[step], colour: 'var(--accent)' },
      { value: data.expected[step], colour: 'var(--ink-soft)' },
    ].flatMap(({ value, colour }) => (value === null || value === undefined ? [] : [{ value, colour }]))
  return <Plot option={option} steps={data.labels.length} pointsAt={pointsAt} {...words} />
}
