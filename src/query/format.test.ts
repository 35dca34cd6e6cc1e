import { describe, expect, it } from 'vitest'
import { loadMeasures } from '../measures/catalogue.ts'
import { formatRows, type ValueRow } from './format.ts'
import { parse } from './parse.ts'
import type { QueryRequest } from './request.ts'

const measures = await loadMeasures()
const question = (request: Partial<QueryRequest> = {}) =>
  parse(
    {
      metrics: ['gmv', 'orders', 'aov'],
      from: '2026-10-01',
      to: '2026-11-01',
      granularity: 'day',
      dimensions: ['country'],
      ...request,
    },
    { measures, zones: new Set(['UTC']) },
  )
const row = (time: string, country: string, values: ValueRow['values']): ValueRow => ({
  time,
  keys: new Map([['country', country]]),
  values,
})
const rows = [
  row('2026-10-02', 'ES', { gmv: 5, orders: 1, aov: 5 }),
  row('2026-10-01', 'FR', { gmv: 9, orders: 2, aov: 4.5 }),
  row('2026-10-01', '', { gmv: 0, orders: 0, aov: null }),
]
const namesOf = (request: Partial<QueryRequest>) =>
  formatRows([rows], ['country'], question(request)).rows.map(({ time, country }) => `${time} ${country}`)

describe('formatRows', () => {
  it('orders by time, then dimensions, a missing value first', () => {
    expect(namesOf({})).toEqual(['2026-10-01 null', '2026-10-01 FR', '2026-10-02 ES'])
  })

  it('orders by a metric, a dimension or time when asked, what has no value last', () => {
    expect(namesOf({ order_by: '-aov' })).toEqual(['2026-10-02 ES', '2026-10-01 FR', '2026-10-01 null'])
    expect(namesOf({ order_by: 'aov' })).toEqual(['2026-10-01 FR', '2026-10-02 ES', '2026-10-01 null'])
    expect(namesOf({ order_by: 'country' })).toEqual(['2026-10-02 ES', '2026-10-01 FR', '2026-10-01 null'])
    expect(namesOf({ order_by: '-time' })).toEqual(['2026-10-02 ES', '2026-10-01 null', '2026-10-01 FR'])
  })

  it('says whether rows were left out', () => {
    const cut = formatRows([rows], ['country'], question({ limit: 2 }))
    expect([cut.rows.length, cut.truncated]).toEqual([2, true])
    expect(formatRows([rows], ['country'], question({ limit: 3 })).truncated).toBe(false)
  })

  it('lays parts with and without a currency side by side', () => {
    const keys = new Map([['currency', 'USD']])
    const parts = [
      [{ time: null, keys, values: { gmv: 7 } }],
      [{ time: null, keys: new Map<string, string>(), values: { orders: 3 } }],
    ]
    const asked = question({ metrics: ['orders', 'gmv'], granularity: 'total', dimensions: [] })
    expect(formatRows(parts, ['currency'], asked).rows).toEqual([
      { currency: null, orders: 3, gmv: null },
      { currency: 'USD', orders: null, gmv: 7 },
    ])
  })
})
