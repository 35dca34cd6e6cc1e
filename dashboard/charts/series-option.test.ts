import { describe, expect, it } from 'vitest'
import type { Colours } from './colours.ts'
import { type SeriesData, seriesOption } from './series-option.ts'

const one = '#000000'
const colours: Colours = {
  ...{ accent: one, previous: one, line: one, ink: one, inkSoft: one, surface: one, sunken: one },
  ...{ good: one, bad: one, warn: one, data: ['#111111', '#222222'] },
}
const data: SeriesData = {
  labels: ['1 Nov', '2 Nov', '3 Nov'],
  lines: [
    { title: 'stripe', values: [1, 2, 3] },
    { title: 'adyen', values: [4, null, 6] },
  ],
  unfinished: true,
  form: 'lines',
  finest: 1,
}

describe('seriesOption', () => {
  it('dashes only the step that still runs, in the colour of its line', () => {
    const { series } = seriesOption(data, colours, String)
    const lines = series.filter(({ showSymbol }) => !showSymbol)
    expect(lines.map(({ name, data: values }) => [name, values])).toEqual([
      ['stripe', [1, 2]],
      ['stripe', [null, 2, 3]],
      ['adyen', [4, null]],
      ['adyen', [null, null, 6]],
    ])
    expect(lines.map(({ itemStyle }) => itemStyle.color)).toEqual(['#111111', '#111111', '#222222', '#222222'])
  })

  it.each([
    ['lines', [4, null, 6]],
    ['stack', [5, null, 9]],
  ] as const)('draws values between gaps as points, as %s', (form, adyen) => {
    const { series } = seriesOption({ ...data, form }, colours, String)
    const points = series.filter(({ showSymbol }) => showSymbol)
    expect(points.map(({ name, data: values }) => [name, values])).toEqual([
      ['stripe', [null, null, null]],
      ['adyen', adyen],
    ])
  })

  it('lays what adds up on top of each other', () => {
    const { series } = seriesOption({ ...data, form: 'stack' }, colours, String)
    const layers = series.filter(({ showSymbol }) => !showSymbol)
    expect(layers.map((it) => ('stack' in it ? it.stack : undefined))).toEqual(['all', 'all'])
  })
})
