import { SegmentedControl } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { MapChart } from 'echarts/charts'
import { TooltipComponent } from 'echarts/components'
import { registerMap, use } from 'echarts/core'
import { useCallback } from 'react'
import type { Colours } from './colours.ts'
import styles from './country-map.module.css'
import { type CountryValue, countryOption, worldName } from './country-option.ts'
import { Drawing } from './drawing.tsx'
import type { worldOf } from './world.ts'

use([MapChart, TooltipComponent])

/** What `CountryMap` draws on; to be called once before. */
export const knowWorld = (world: ReturnType<typeof worldOf>) => registerMap(worldName, world as never)

export interface MapMeasure {
  readonly id: string
  readonly title: string
  /** `accent` where more is better, `bad` where it is worse. */
  readonly tone: 'accent' | 'bad'
  readonly countries: readonly CountryValue[]
  /** The lowest and the highest value in words. */
  readonly low: string
  readonly high: string
}

interface CountryMapProps {
  title: string
  measures: readonly [MapMeasure, ...MapMeasure[]]
  onPick?: (country: string) => void
}

/** Countries coloured by one of several measures. The list beside it and the table serve readers without a pointer. */
export default function CountryMap({ title, measures, onPick }: CountryMapProps) {
  // Kept beyond the component: while another country is asked for, the panel has no map.
  const [chosen, setChosen] = useSessionStorage({
    key: 'pocm-map-measure',
    defaultValue: measures[0].id,
    getInitialValueInEffect: false,
  })
  const measure = measures.find(({ id }) => id === chosen) ?? measures[0]
  const { countries, tone, low, high } = measure
  const option = useCallback((colours: Colours) => countryOption(countries, tone, colours), [countries, tone])
  return (
    <>
      <SegmentedControl
        className={styles.switch}
        size="xs"
        aria-label="Measure of the map"
        value={measure.id}
        onChange={setChosen}
        data={measures.map((it) => ({ value: it.id, label: it.title }))}
      />
      <Drawing
        option={option}
        height={380}
        summary={`${title}: ${measure.title} of ${countries.length === 1 ? 'one country' : `${countries.length} countries`}, from ${low} to ${high}.`}
        onPick={({ name }) => {
          if (countries.some(({ country }) => country === name)) onPick?.(name)
        }}
      />
      <ul className={styles.legend} aria-label={`Legend of ${title}`}>
        <li>
          {low}
          <span className={styles.scale} data-tone={tone} />
          {high}
        </li>
        <li>{tone === 'accent' ? 'stronger shade = better' : 'stronger shade = worse'}</li>
        <li>
          <span className={styles.none} />
          no deliveries
        </li>
      </ul>
    </>
  )
}
