import { expect, test } from 'vitest'
import type { Colours } from './colours.ts'
import { countryOption, strengthOf } from './country-option.ts'

const one = '#808080'
const colours: Colours = {
  ...{ accent: '#000000', previous: one, line: '#ffffff', ink: one, inkSoft: one, surface: one, sunken: one },
  ...{ good: one, bad: '#ff0000', warn: one, data: [], named: (name: string) => name },
}

test('the highest is strongest, the lowest is faint, and one alone is strong', () => {
  expect([10, 20].map((value) => strengthOf(value, 10, 20))).toEqual([0.2, 1])
  expect(strengthOf(15, 10, 20)).toBeCloseTo(0.6)
  expect(strengthOf(7, 7, 7)).toBe(1)
})

test('countries are shaded between no number and the tone of the measure', () => {
  const countries = [
    { country: 'ES', value: 0.5, text: 'Spain: 50%' },
    { country: 'FR', value: 1, text: 'France: 100%' },
  ]
  const { series, tooltip } = countryOption(countries, 'accent', colours)
  expect(series[0]?.data.map(({ name, itemStyle }) => [name, itemStyle.areaColor])).toEqual([
    ['ES', '#cccccc'],
    ['FR', '#000000'],
  ])
  expect(tooltip.formatter({ name: 'ES' })).toBe('Spain: 50%')
  expect(tooltip.formatter({ name: 'IT' })).toBe('no deliveries')
})
