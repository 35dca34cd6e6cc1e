import { describe, expect, it } from 'vitest'
import { check, loadMeasures, partsOf } from './catalogue.ts'
import { count, defineMeasure, type Measure } from './define.ts'

const measure = (id: string, given: Partial<Measure> = {}): Measure =>
  defineMeasure({
    id,
    title: id,
    question: '?',
    numerator: 'things',
    unit: 'count',
    dimensions: ['country'],
    compute: () => 1,
    ...given,
    denominator: 'ones',
  })
const catalogue = (...measures: Measure[]) => new Map(measures.map((it) => [it.id, it]))

describe('loadMeasures', () => {
  it('finds a measure in every file, with its words for the catalogue', async () => {
    const measures = await loadMeasures()
    expect(measures.size).toBeGreaterThanOrEqual(29)
    for (const { question, title, formula } of measures.values()) {
      expect(question).toMatch(/^[A-Z].*\?$/)
      expect(title).toMatch(/^[A-Z]/)
      expect(formula.length).toBeGreaterThan(3)
    }
    expect(measures.get('aov')?.formula).toBe('gross merchandise value / orders')
  })
})

describe('check', () => {
  it.each([
    ['a uses the unknown measure b', [measure('a', { uses: ['b'] })]],
    ['a uses b uses a', [measure('a', { uses: ['b'] }), measure('b', { uses: ['a'] })]],
    ['a allows the unknown dimension weather', [measure('a', { dimensions: ['weather'] })]],
    ['a allows city, which b does not', [measure('a', { uses: ['b'], dimensions: ['city'] }), measure('b')]],
    [
      'two sums are called a_b_c',
      [measure('a_b', { sums: { c: count({}) } }), measure('a', { sums: { b_c: count({}) } })],
    ],
  ])('refuses: %s', (message, measures) => {
    expect(() => check(catalogue(...measures))).toThrow(message)
  })
})

describe('partsOf', () => {
  it('puts what a measure is made of before it, once', () => {
    const measures = catalogue(measure('a', { uses: ['b', 'c'] }), measure('b', { uses: ['c'] }), measure('c'))
    expect(partsOf(measures, 'a').map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  })
})
