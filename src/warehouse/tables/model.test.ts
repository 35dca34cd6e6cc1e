import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../events/catalogue.ts'
import { loadMeasures } from '../../measures/catalogue.ts'
import { count, defineMeasure, dimensions, numbered } from '../../measures/define.ts'
import { modelOf } from './model.ts'
import { tableColumns } from './schema.ts'

const catalogue = await loadCatalogue()
const measures = await loadMeasures()

describe('modelOf', () => {
  it('knows which events have lines and which say themselves how they were paid', () => {
    const { lined, selfPaid } = modelOf(catalogue, measures, new Set())
    expect([...lined].sort()).toEqual(['order', 'return', 'shipment'])
    expect([...selfPaid]).toEqual(['payment'])
  })

  it('has a text in the column of every dimension but numbered ones', () => {
    const { written } = tableColumns(catalogue)
    const texts = ['String', 'LowCardinality(String)']
    const others = dimensions.filter((dimension) => !texts.includes(written.get(dimension) ?? ''))
    expect(others).toEqual([...numbered])
  })

  it('refuses a measure that would count an order once for each of its lines', () => {
    const lines = defineMeasure({
      id: 'order_events',
      title: 'Order events',
      question: 'How many?',
      numerator: 'order events',
      sums: { all: count({ type: 'order' }) },
      unit: 'count',
      dimensions: ['country', 'category'],
      compute: ({ all }) => all,
    })
    expect(() => modelOf(catalogue, new Map([['order_events', lines]]), new Set())).toThrow('once per line')
  })
})
