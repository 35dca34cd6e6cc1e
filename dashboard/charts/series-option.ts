import type { Observed } from '../numbers/observed.ts'
import type { Colours } from './colours.ts'
import { bandOf, boundsOf, hollowPointsOf, isolatedPoints, pointsOf, splitUnfinished, timeAxes } from './line-option.ts'

/** Several series on one time axis, in plain values. */
export interface SeriesData {
  readonly labels: readonly string[]
  readonly lines: readonly {
    readonly title: string
    readonly values: readonly (number | null)[]
    /** The name under which style sheets know its colour. */
    readonly colour: string
    /** On what each value rests; left out where nothing is told. */
    readonly observed?: readonly (Observed | null)[]
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
  // Bands of several lines would cover each other.
  const only = lines.length === 1 && !grounded ? (lines[0]?.observed ?? []) : []
  const values = [...lines.flatMap((it) => it.values), ...boundsOf(only)]
  const axes = timeAxes(labels, colours, { grounded, finest, ceiling: grounded ? null : ceiling, values, nameTick })
  const colourOf = (index: number) => colours.named(lines[index]?.colour ?? '--accent')
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
    series: lines.flatMap(({ title, values: own, observed = [] }, index) => {
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
        ...(grounded ? [] : hollowPointsOf({ ...line(index), name: title }, colours.surface, own, observed)),
        ...bandOf(title, colourOf(index), only),
      ]
    }),
  }
}
