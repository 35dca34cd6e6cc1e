import { type ReactNode, useCallback } from 'react'
import type { Colours } from './colours.ts'
import { type LineData, lineOption } from './line-option.ts'
import type { Marks } from './marks.ts'
import { Plot, type PlotPoint } from './plot.tsx'

interface LineChartProps {
  data: LineData
  marks: Marks
  summary: string
  formatTick: (value: number) => string
  tip: (step: number) => ReactNode
  tipText: (step: number) => string
  onPick?: (step: number) => void
  pickHint?: string
}

/** A line and, fainter, the one to compare it with. */
export default function LineChart({ data, formatTick, ...words }: LineChartProps) {
  const option = useCallback((colours: Colours) => lineOption(data, colours, formatTick), [data, formatTick])
  const pointsAt = (step: number): PlotPoint[] =>
    [
      { value: data.current[step], colour: 'var(--accent)' },
      { value: data.previous[step], colour: 'var(--previous)' },
    ].flatMap(({ value, colour }) => (value === null || value === undefined ? [] : [{ value, colour }]))
  return <Plot option={option} steps={data.labels.length} pointsAt={pointsAt} {...words} />
}
