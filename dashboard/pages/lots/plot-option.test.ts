import { expect, test } from 'vitest'
import type { LotRow } from './answer.ts'
import { named, plotOption } from './plot-option.ts'

const lot = (it: Partial<LotRow>) =>
  ({ active_devices: 10, adverse_events: 1, rate: 0.1, signal: false, standing: 'within', ...it }) as LotRow

const limits = [
  { active_devices: 1, low95: 0, high95: 3, low998: 0, high998: 5 },
  { active_devices: 10, low95: 0, high95: 0.4, low998: 0, high998: 0.6 },
]

const colours = {
  ...{ accent: 'accent', previous: 'previous', line: 'line', ink: 'ink', inkSoft: 'inkSoft', surface: 'surface' },
  ...{ sunken: 'sunken', good: 'good', bad: 'bad', warn: 'warn', data: [], named: (name: string) => name },
}

type Point = { name: string; value: number[]; symbol: string; itemStyle: { color: string } }

const pointsOf = (lots: LotRow[]) =>
  plotOption({ lots, limits, rate: 0.1 }, colours).series.find(({ name }) => name === 'lots')?.data as Point[]

test('lots beyond the outer limit and signals are named, the others are not', () => {
  const lots = [
    lot({ lot: 'calm' }),
    lot({ lot: 'far', rate: 0.7, standing: 'far_above' }),
    lot({ lot: 'signal', signal: true }),
  ]
  expect(named({ lots }).map((it) => it.lot)).toEqual(['far', 'signal'])
})

test('a point has its place by devices and rate, its colour by the limits and its form by the signal', () => {
  const lots = [
    lot({ lot: 'far', rate: 0.7, standing: 'far_above' }),
    lot({ lot: 'high', rate: 0.5, standing: 'above' }),
    lot({ lot: 'odd', signal: true }),
  ]
  expect(
    pointsOf(lots).map(({ name, value, symbol, itemStyle: { color } }) => [name, ...value, symbol, color]),
  ).toEqual([
    ['far', 10, 0.7, 'circle', 'bad'],
    ['high', 10, 0.5, 'circle', 'warn'],
    ['odd', 10, 0.1, 'diamond', 'accent'],
  ])
})

test('a lot without active devices has no rate, and no point', () => {
  expect(pointsOf([lot({ rate: null, active_devices: 0 })])).toEqual([])
})
