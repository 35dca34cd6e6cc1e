import { expect, it } from 'vitest'
import { forecastOption } from './forecast-option.ts'

const colours = { accent: '#a', inkSoft: '#i', line: '#l', ink: '#k', surface: '#s' }

it('draws each band between its ends, below the dashed line and the values', () => {
  const { series } = forecastOption(
    {
      ...{
        labels: ['1', '2', '3'],
        current: [4, 6],
        unfinished: true,
        expected: [null, 5, 7],
        grounded: true,
        finest: 1,
      },
      bands: [{ lower: [null, -1, 2], upper: [null, 9, 12] }],
    },
    colours,
    String,
  )
  expect(series.map(({ data }) => data)).toEqual([
    [null, -1, 2],
    // Its height, for it stands on the lower end.
    [null, 10, 10],
    [null, 5, 7],
    [4],
    [4, 6],
  ])
  const [lower, height] = series as unknown as { stack: string; stackStrategy: string; z: number }[]
  expect(height?.stack).toBe(lower?.stack)
  // Else an end below zero would not carry the height.
  expect(lower?.stackStrategy).toBe('all')
  expect(series.map(({ z }) => z)).toEqual([1, 1, 2, 3, 3])
})
