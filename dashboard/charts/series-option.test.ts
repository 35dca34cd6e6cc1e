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
    expect(series.map(({ name, data: values }) => [name, values])).toEqual([
      ['stripe', [1, 2]],
      ['stripe', [null, 2, 3]],
      ['adyen', [4, null]],
      ['adyen', [null, null, 6]],
    ])
    expect(series.map(({ itemStyle }) => itemStyle.color)).toEqual(['#111111', '#111111', '#222222', '#222222'])
  })

  it('lays what adds up on top of each other', () => {
    const { series } = seriesOption({ ...data, form: 'stack' }, colours, String)
    expect(series.map((it) => ('stack' in it ? it.stack : undefined))).toEqual(['all', 'all'])
  })
})
