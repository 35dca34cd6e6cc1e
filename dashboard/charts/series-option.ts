import type { Colours } from './colours.ts'
import { isolatedPoints, pointsOf, splitUnfinished, timeAxes } from './line-option.ts'

/** Several series on one time axis, in plain values. */
export interface SeriesData {
  readonly labels: readonly string[]
  readonly lines: readonly { readonly title: string; readonly values: readonly (number | null)[] }[]
  /** True when the last value is of a bucket that still runs: lines are dashed there, layers are lighter. */
  readonly unfinished: boolean
  readonly form: 'lines' | 'stack'
  /** The smallest step between ticks that their names can tell apart. */
  readonly finest: number
}

/** The isolated points of a layer at the height where it ends: on top of the layers before it. */
const stackedPoints = (lines: SeriesData['lines'], index: number) =>
  isolatedPoints(lines[index]?.values ?? []).map((value, at) =>
    value === null ? null : lines.slice(0, index + 1).reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
  )

/** The whole chart as ECharts takes it. `nameTick` writes the numbers of the vertical axis. */
export function seriesOption(data: SeriesData, colours: Colours, nameTick: (value: number) => string) {
  const { labels, lines, unfinished, form, finest } = data
  const axes = timeAxes(labels, colours, { grounded: form === 'stack', finest, nameTick })
  const colourOf = (index: number) => colours.data[index % colours.data.length] ?? colours.accent
  const line = (index: number) => ({
    type: 'line' as const,
    symbol: 'circle',
    symbolSize: 8,
    emphasis: { disabled: true },
    itemStyle: { color: colourOf(index), borderColor: colours.surface, borderWidth: 2 },
    lineStyle: {
      width: form === 'stack' ? 1 : 2,
      color: colourOf(index),
      cap: 'round' as const,
      join: 'round' as const,
    },
  })
  return {
    animationDuration: 300,
    animationDurationUpdate: 200,
    ...axes,
    series: lines.flatMap(({ title, values }, index) => {
      if (form === 'stack') {
        const area = { color: colourOf(index), opacity: 0.72 }
        return [
          { ...line(index), name: title, data: [...values], stack: 'all', showSymbol: false, areaStyle: area },
          { ...pointsOf({ ...line(index), name: title }, values), data: stackedPoints(lines, index) },
        ]
      }
      const { solid, dashed } = splitUnfinished({ current: values, unfinished })
      return [
        { ...line(index), name: title, data: solid, showSymbol: false },
        {
          ...line(index),
          name: title,
          data: dashed,
          showSymbol: false,
          lineStyle: { ...line(index).lineStyle, type: [5, 5] },
        },
        pointsOf({ ...line(index), name: title }, values),
      ]
    }),
  }
}
