import type { Colours } from './colours.ts'
import { isolatedPoints, pointsOf, splitUnfinished, timeAxes } from './line-option.ts'

/** Several series on one time axis, in plain values. */
export interface SeriesData {
  readonly labels: readonly string[]
  readonly lines: readonly {
    readonly title: string
    readonly values: readonly (number | null)[]
    /** All values together that have no line of their own. */
    readonly isRest?: boolean
  }[]
  /** True when the last value is of a bucket that still runs: lines are dashed there, layers are dashed and lighter. */
  readonly unfinished: boolean
  readonly form: 'lines' | 'stack'
  /** The smallest step between ticks that their names can tell apart. */
  readonly finest: number
  /** What a value is not expected to exceed, and the axis does not unless one does: 1 for a share. */
  readonly ceiling: number | null
}

/** The isolated points of a layer at the height where it ends: on top of the layers before it. */
const stackedPoints = (lines: SeriesData['lines'], index: number) =>
  isolatedPoints(lines[index]?.values ?? []).map((value, at) =>
    value === null ? null : lines.slice(0, index + 1).reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
  )

/** The whole chart as ECharts takes it. `nameTick` writes the numbers of the vertical axis. */
export function seriesOption(data: SeriesData, colours: Colours, nameTick: (value: number) => string) {
  const { labels, lines, unfinished, form, finest, ceiling } = data
  const grounded = form === 'stack'
  const values = lines.flatMap((it) => it.values)
  const axes = timeAxes(labels, colours, { grounded, finest, ceiling: grounded ? null : ceiling, values, nameTick })
  const colourOf = (index: number) =>
    lines[index]?.isRest ? colours.previous : (colours.data[index % colours.data.length] ?? colours.accent)
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
  // Layers of the bucket that still runs are a stack of their own, which begins where the finished one ends.
  const layer = (index: number, stack: string, opacity: number) =>
    grounded ? { stack, areaStyle: { color: colourOf(index), opacity } } : {}
  return {
    animationDuration: 300,
    animationDurationUpdate: 200,
    ...axes,
    series: lines.flatMap(({ title, values: own }, index) => {
      const { solid, dashed } = splitUnfinished({ current: own, unfinished })
      const points = pointsOf({ ...line(index), name: title }, own)
      return [
        { ...line(index), name: title, data: solid, showSymbol: false, ...layer(index, 'finished', 0.72) },
        {
          ...line(index),
          name: title,
          data: dashed,
          showSymbol: false,
          lineStyle: { ...line(index).lineStyle, type: [5, 5] },
          ...layer(index, 'unfinished', 0.3),
        },
        grounded ? { ...points, data: stackedPoints(lines, index) } : points,
      ]
    }),
  }
}
