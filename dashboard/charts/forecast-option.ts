import type { Colours } from './colours.ts'
import { areaBetween, splitUnfinished, timeAxes } from './line-option.ts'

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
      ...data.bands.flatMap(({ lower, upper }, index) =>
        areaBetween({ stack: `band ${index}` }, colours.accent, lower, upper),
      ),
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
