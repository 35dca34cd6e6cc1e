import { expect, test } from 'vitest'
import { countryFigures } from './country-figures.ts'

test('deliveries and returns of a country stand side by side, what names no country nowhere', () => {
  const deliveries = [
    { time: '', country: 'ES', on_time: 0.9 },
    { time: '', country: null, on_time: 0.1 },
    { time: '', country: 'FR', on_time: null },
  ]
  const returns = [{ time: '', country: 'ES', return_rate: 0.05 }]
  expect(
    countryFigures([
      { rows: deliveries, metrics: ['on_time'] },
      { rows: returns, metrics: ['return_rate'] },
    ]),
  ).toEqual([
    { country: 'ES', values: { on_time: 0.9, return_rate: 0.05 } },
    { country: 'FR', values: { on_time: null } },
  ])
})
