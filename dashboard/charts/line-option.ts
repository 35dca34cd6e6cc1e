import { isFew, type Observed } from '../numbers/observed.ts'
import type { Colours } from './colours.ts'
import { axisBelow } from './share-axis.ts'

/** What a line chart draws, in plain values: no colours, no units, no time zones. */
export interface LineData {
  /** One name for each step, in the width of a tick. */
  readonly labels: readonly string[]
  readonly current: readonly (number | null)[]
  readonly previous: readonly (number | null)[]
  /** On what each value of `current` rests; empty where nothing is told. */
  readonly observed: readonly (Observed | null)[]
  /** True when the last value of `current` is of a bucket that still runs: its segment is dashed. */
  readonly unfinished: boolean
  /** Sums begin at zero and fill the area; ratios and means show their variation, without a zero baseline. */
  readonly grounded: boolean
  /** What a value is not expected to exceed, and the axis does not unless one does: 1 for a share. */
  readonly ceiling: number | null
  /** The smallest step between ticks that their names can tell apart: 1 for a count. */
  readonly finest: number
}

/** The colours that a line is drawn in. */
export type LineColours = Pick<Colours, 'accent' | 'previous' | 'line' | 'ink' | 'surface'>

/** Splits a series before its last, unfinished step. Both parts hold the point where they meet. */
export function splitUnfinished({ current, unfinished }: Pick<LineData, 'current' | 'unfinished'>): {
  solid: (number | null)[]
  dashed: (number | null)[]
} {
  if (!unfinished || current.length === 0) return { solid: [...current], dashed: [] }
  const last = current.length - 1
  return {
    solid: current.slice(0, last),
    dashed: current.map((value, index) => (index >= last - 1 ? value : null)),
  }
}

/** The values between two gaps: a line needs two points beside each other, so each of these is drawn as a point. */
export const isolatedPoints = (values: readonly (number | null)[]): (number | null)[] =>
  values.map((value, index) =>
    value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? value : null,
  )

/** A series of points that no line joins, in the look of its line. Always there, for ECharts merges series by place. */
export const pointsOf = <Line extends object>(line: Line, values: readonly (number | null)[]) => ({
  ...line,
  data: isolatedPoints(values),
  showSymbol: true,
  lineStyle: { width: 0 },
})

/** Points that rest on few observations, hollow, whether or not a line joins them; nothing where there are none. */
export const hollowPointsOf = <Line extends { itemStyle: { color: string } }>(
  line: Line,
  surface: string,
  values: readonly (number | null)[],
  observed: readonly (Observed | null)[],
) => {
  if (!observed.some(isFew)) return []
  const hollow = {
    ...line,
    data: values.map((value, step) => (isFew(observed[step]) ? value : null)),
    showSymbol: true,
    lineStyle: { width: 0 },
    symbolSize: 7,
    itemStyle: { color: surface, borderColor: line.itemStyle.color, borderWidth: 1.75 },
    z: 4,
  }
  return [hollow]
}

/** The 95 % intervals of a line: up to the lower end nothing, from there to the upper one a band. Nothing where no interval is told. */
export function bandOf(name: string, colour: string, observed: readonly (Observed | null)[]) {
  if (boundsOf(observed).length === 0) return []
  const ends = observed.map((it) => it?.interval ?? null)
  return areaBetween(
    { name, stack: 'interval', itemStyle: { color: colour } },
    colour,
    ends.map((it) => it?.low ?? null),
    ends.map((it) => it?.high ?? null),
  )
}

/** An area as two lines on top of each other: an unseen one at its lower end, and one that fills what lies between. */
export function areaBetween<Own extends { readonly stack: string }>(
  own: Own,
  colour: string,
  lower: readonly (number | null)[],
  upper: readonly (number | null)[],
) {
  const layer = {
    ...own,
    type: 'line' as const,
    // Ends below zero are stacked too.
    stackStrategy: 'all' as const,
    showSymbol: false,
    emphasis: { disabled: true },
    lineStyle: { width: 0 },
    z: 1,
  }
  const height = upper.map((high, step) => {
    const low = lower[step] ?? null
    return high === null || low === null ? null : high - low
  })
  return [
    { ...layer, data: [...lower], areaStyle: { color: colour, opacity: 0 } },
    { ...layer, data: height, areaStyle: { color: colour, opacity: 0.14 } },
  ]
}

/** What a band adds to the values that an axis must hold. */
export const boundsOf = (observed: readonly (Observed | null)[]): number[] =>
  observed.flatMap((it) => (it?.interval ? [it.interval.low, it.interval.high] : []))

interface ValueAxis {
  readonly grounded: boolean
  readonly finest: number
  readonly ceiling: number | null
  /** Everything that is drawn. */
  readonly values: readonly (number | null)[]
  readonly nameTick: (value: number) => string
}

/** The grid, the steps of time and the axis of values, as all charts over time have them. */
export const timeAxes = (
  labels: readonly string[],
  { line, ink }: Pick<Colours, 'line' | 'ink'>,
  { grounded, finest, ceiling, values, nameTick }: ValueAxis,
) => ({
  grid: { left: 4, right: 12, top: 14, bottom: 8, outerBoundsMode: 'same' as const },
  xAxis: {
    type: 'category' as const,
    data: [...labels],
    boundaryGap: false,
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: ink, fontFamily: 'inherit', hideOverlap: true, margin: 12, showMinLabel: true },
  },
  yAxis: {
    type: 'value' as const,
    splitNumber: 4,
    scale: !grounded,
    minInterval: finest,
    // Said either way, for ECharts merges: bounds that are merely absent would stay from the figure before.
    ...axisBelow(ceiling, values, { grounded }),
    axisLabel: { color: ink, fontFamily: 'inherit', formatter: nameTick, margin: 12 },
    splitLine: { lineStyle: { color: line } },
  },
})

/** The whole chart as ECharts takes it. `formatTick` writes the numbers of the vertical axis. */
export function lineOption(data: LineData, colours: LineColours, formatTick: (value: number) => string) {
  const { solid, dashed } = splitUnfinished(data)
  const shade = {
    color: {
      type: 'linear' as const,
      x: 0,
      y: 0,
      x2: 0,
      y2: 1,
      colorStops: [
        { offset: 0, color: `${colours.accent}26` },
        { offset: 1, color: `${colours.accent}00` },
      ],
    },
  }
  const line = {
    type: 'line' as const,
    lineStyle: { width: 2.25, color: colours.accent, cap: 'round' as const, join: 'round' as const },
    itemStyle: { color: colours.accent, borderColor: colours.surface, borderWidth: 2 },
    symbol: 'circle',
    symbolSize: 9,
    emphasis: { disabled: true },
    z: 3,
  }
  const before = {
    ...line,
    itemStyle: { color: colours.previous, borderColor: colours.surface, borderWidth: 2 },
    symbolSize: 7,
    z: 2,
  }
  return {
    animationDuration: 300,
    animationDurationUpdate: 200,
    ...timeAxes(data.labels, colours, {
      ...data,
      values: [...data.current, ...data.previous, ...boundsOf(data.observed)],
      nameTick: formatTick,
    }),
    series: [
      {
        // The shade under solid and dashed together. Its opacity is said either way, for ECharts merges: a shade that
        // is merely absent would stay from the figure before.
        ...line,
        data: [...data.current],
        showSymbol: false,
        lineStyle: { width: 0 },
        areaStyle: { ...shade, opacity: data.grounded ? 1 : 0 },
        z: 1,
      },
      {
        ...before,
        data: [...data.previous],
        showSymbol: false,
        lineStyle: { width: 1.5, color: colours.previous, cap: 'round' as const },
      },
      { ...line, data: solid, showSymbol: false },
      { ...line, data: dashed, showSymbol: false, lineStyle: { ...line.lineStyle, type: [5, 5] } },
      pointsOf(before, data.previous),
      pointsOf(line, data.current),
      ...hollowPointsOf(line, colours.surface, data.current, data.observed),
      ...bandOf('interval', colours.accent, data.observed),
    ],
  }
}
