import { mix } from './blend.ts'
import type { Colours } from './colours.ts'

/** The name under which ECharts knows the geometry. */
export const worldName = 'world'

export interface CountryValue {
  /** ISO 3166-1, two letters. */
  readonly country: string
  readonly value: number
  /** What the tip says. */
  readonly text: string
}

/** Even the faintest country with a number must differ visibly from one without. */
const faintest = 0.2

/** How strong a value is shaded, from 0.2 for the lowest to 1 for the highest; alone it is the highest. */
export const strengthOf = (value: number, low: number, high: number) =>
  high === low ? 1 : faintest + ((value - low) / (high - low)) * (1 - faintest)

/** A map of countries as ECharts takes it, the stronger the colour the higher the value. */
export function countryOption(countries: readonly CountryValue[], tone: 'accent' | 'bad', colours: Colours) {
  const values = countries.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const text = new Map(countries.map((it) => [it.country, it.text]))
  const shaded = { borderColor: colours.surface, borderWidth: 0.5 }
  return {
    tooltip: { trigger: 'item' as const, formatter: ({ name }: { name: string }) => text.get(name) ?? 'no deliveries' },
    series: [
      {
        type: 'map' as const,
        name: 'countries',
        map: worldName,
        roam: false,
        left: 0,
        right: 0,
        top: 0,
        bottom: 0,
        boundingCoords: [
          [-168, 76],
          // The easternmost of Russia lies beyond the antimeridian.
          [190, -56],
        ],
        itemStyle: { ...shaded, areaColor: colours.line },
        emphasis: { label: { show: false }, itemStyle: { areaColor: colours.previous } },
        select: { disabled: true },
        label: { show: false },
        data: countries.map(({ country, value }) => {
          const areaColor = mix(colours.line, colours[tone], strengthOf(value, low, high))
          return {
            name: country,
            value,
            itemStyle: { ...shaded, areaColor },
            emphasis: { itemStyle: { areaColor, borderColor: colours.inkSoft, borderWidth: 1 } },
          }
        }),
      },
    ],
  }
}
