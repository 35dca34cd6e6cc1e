import type { Colours } from './colours.ts'
import { splitUnfinished, timeAxes } from './line-option.ts'

/** What a chart of values beside their forecast draws, in plain values. All lists have a value for each label. */
export interface ForecastData {
  readonly labels: readonly string[]
  readonly current: readonly (number | null)[]
  /** True when the last value of `current` is of a bucket that still runs: its segment is dashed. */
  readonly unfinished: boolean
  readonly expected: readonly (number | null)[]
  /** The widest first. */
  readonly bands: readonly { readonly lower: readonly (number | null)[]; readonly upper: readonly (number | null)[] }[]
  readonly grounded: boolean
  readonly finest: number
}

type ForecastColours = Pick<Colours, 'accent' | 'inkSoft' | 'line' | 'ink' | 'surface'>

/** A band as two lines on top of each other: an unseen one at its lower end, and one that fills what lies between. */
function bandOf({ lower, upper }: ForecastData['bands'][number], index: number, colour: string) {
  const unseen = {
    type: 'line' as const,
    stack: `band ${index}`,
    // Ends below zero are stacked too.
    stackStrategy: 'all' as const,
    showSymbol: false,
    lineStyle: { width: 0 },
    emphasis: { disabled: true },
    z: 1,
  }
  const height = upper.map((high, step) => {
    const low = lower[step] ?? null
    return high === null || low === null ? null : high - low
  })
  return [
    { ...unseen, data: [...lower] },
    { ...unseen, data: height, areaStyle: { color: colour, opacity: 0.14 } },
  ]
}

/** The chart as ECharts takes it: the values, what was expected of each, dashed, and its bands. */
export function forecastOption(data: ForecastData, colours: ForecastColours, formatTick: (value: number) => string) {
  const { solid, dashed } = splitUnfinished(data)
  const line = {
    type: 'line' as const,
    showSymbol: false,
    emphasis: { disabled: true },
    lineStyle: { width: 2.25, color: colours.accent, cap: 'round' as const, join: 'round' as const },
    z: 3,
  }
  const ends = data.bands.flatMap(({ lower, upper }) => [...lower, ...upper])
  return {
    animationDuration: 300,
    animationDurationUpdate: 200,
    ...timeAxes(data.labels, colours, {
      ...{ grounded: data.grounded, finest: data.finest, ceiling: null, nameTick: formatTick },
      values: [...data.current, ...data.expected, ...ends],
    }),
    series: [
      ...data.bands.flatMap((band, index) => bandOf(band, index, colours.accent)),
      {
        ...line,
        data: [...data.expected],
        lineStyle: { ...line.lineStyle, width: 1.75, color: colours.inkSoft, type: [4, 5] },
        z: 2,
      },
      { ...line, data: solid },
      { ...line, data: dashed, lineStyle: { ...line.lineStyle, type: [5, 5] } },
    ],
  }
}
