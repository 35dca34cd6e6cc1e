import { describe, expect, it } from 'vitest'
import type { Colours } from './colours.ts'
import { type SeriesData, seriesOption } from './series-option.ts'

const one = '#000000'
const colours: Colours = {
  ...{ accent: one, previous: one, line: one, ink: one, inkSoft: one, surface: one, sunken: one },
  ...{ good: one, bad: one, warn: one, data: [] },
  named: (name) => name,
}
const data: SeriesData = {
  labels: ['1 Nov', '2 Nov', '3 Nov'],
  lines: [
    { title: 'stripe', colour: '#111111', values: [1, 2, 3] },
    { title: 'adyen', colour: '#222222', values: [4, null, 6] },
  ],
  unfinished: true,
  form: 'lines',
  finest: 1,
  ceiling: null,
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

  it('lays what adds up on top of each other, and what is not over yet apart, lighter and dashed', () => {
    const { series } = seriesOption({ ...data, form: 'stack' }, colours, String)
    const layers = series.flatMap((it) => ('stack' in it && it.stack ? [it] : []))
    expect(layers.map((it) => [it.stack, it.name, it.data])).toEqual([
      ['finished', 'stripe', [1, 2]],
      ['unfinished', 'stripe', [null, 2, 3]],
      ['finished', 'adyen', [4, null]],
      ['unfinished', 'adyen', [null, null, 6]],
    ])
    const [finished, unfinished] = layers
    expect(unfinished?.areaStyle?.opacity).toBeLessThan(finished?.areaStyle?.opacity ?? 0)
    expect(unfinished?.lineStyle).toMatchObject({ type: [5, 5] })
  })

  it('draws a line in the colour that the style sheets have by its name', () => {
    const lines = [...data.lines, { title: 'Other', colour: '--previous', values: [1, 1, 1] }]
    const grey = seriesOption({ ...data, lines, form: 'stack' }, { ...colours, named: () => '#888888' }, String)
    expect(new Set(grey.series.filter(({ name }) => name === 'Other').map(({ itemStyle }) => itemStyle.color))).toEqual(
      new Set(['#888888']),
    )
  })

  it('draws the interval of a single line as a band, and none of several, which would cover each other', () => {
    const observed = [{ n: 30, interval: { low: 0.7, high: 0.95 } }, null, { n: 4, interval: { low: 0.2, high: 0.9 } }]
    const [first] = data.lines
    const only = {
      ...data,
      lines: [{ ...first, title: 'stripe', colour: '#111111', values: [0.9, null, 0.5], observed }],
    }
    const bandIn = (some: SeriesData) =>
      seriesOption(some, colours, String).series.filter((it) => 'stack' in it && it.stack === 'interval')
    expect(bandIn(only).map((it) => it.data)).toEqual([
      [0.7, null, 0.2],
      [expect.closeTo(0.25), null, expect.closeTo(0.7)],
    ])
    expect(bandIn({ ...only, lines: [...only.lines, ...data.lines] })).toEqual([])
    const hollow = seriesOption(only, colours, String).series.filter(({ itemStyle }) => itemStyle.color === one)
    expect(hollow.map((it) => it.data)).toEqual([[null, null, 0.5]])
  })

  it('ends lines of shares at 100 %, and leaves those of sums open', () => {
    const lines = [
      { title: 'stripe', colour: '--data-1', values: [0.9, 0.7] },
      { title: 'adyen', colour: '--data-2', values: [1, 0.95] },
    ]
    const shares = { ...data, lines, ceiling: 1 }
    expect(seriesOption(shares, colours, String).yAxis).toMatchObject({ min: 0.7, max: 1, interval: 0.1 })
    expect(seriesOption({ ...shares, form: 'stack' }, colours, String).yAxis.max).toBeNull()
  })
})
