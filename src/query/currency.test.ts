import { describe, expect, it } from 'vitest'
import { decide } from './currency.ts'

const second = (date: string) => Date.parse(date) / 1000
const money = {
  reportingCurrency: 'EUR',
  rates: [{ currency: 'USD', valid_from: '2026-06-01T00:00:00Z', rate: '0.9' }],
}
const found = (...currencies: [string, string][]) => new Map(currencies.map(([name, date]) => [name, second(date)]))

describe('decide', () => {
  it('adds the reporting currency as it is, also where there are no amounts', () => {
    expect(decide(found(['EUR', '2026-01-01']), false, money)).toEqual({ mode: 'plain', currency: 'EUR' })
    expect(decide(found(), false, money)).toEqual({ mode: 'plain', currency: 'EUR' })
  })

  it('converts what has a rate from its first amount on', () => {
    const both = found(['EUR', '2026-01-01'], ['USD', '2026-06-01'])
    expect(decide(both, false, money)).toEqual({ mode: 'converted', currency: 'EUR' })
    expect(decide(found(['USD', '2026-06-01']), false, money)).toEqual({ mode: 'converted', currency: 'EUR' })
  })

  it('answers in the only currency where that has no rate', () => {
    expect(decide(found(['GBP', '2026-07-01']), false, money)).toEqual({ mode: 'plain', currency: 'GBP' })
    expect(decide(found(['USD', '2026-05-31']), false, money)).toEqual({ mode: 'plain', currency: 'USD' })
  })

  it('keeps several apart where one has no rate, or only a later one', () => {
    const apart = { mode: 'apart', currency: null }
    expect(decide(found(['EUR', '2026-07-01'], ['GBP', '2026-07-01']), false, money)).toEqual(apart)
    expect(decide(found(['EUR', '2026-07-01'], ['USD', '2026-05-31']), false, money)).toEqual(apart)
  })

  it('takes amounts that name no currency for a currency of their own', () => {
    const apart = { mode: 'apart', currency: null }
    expect(decide(found(['', '2026-07-01'], ['EUR', '2026-07-01']), false, money)).toEqual(apart)
    expect(decide(found(['', '2026-07-01']), false, money)).toEqual({ mode: 'plain', currency: '' })
  })

  it('keeps them apart where the request cuts by currency', () => {
    expect(decide(found(['EUR', '2026-07-01'], ['USD', '2026-07-01']), true, money).mode).toBe('apart')
    expect(decide(found(['USD', '2026-07-01']), true, money)).toEqual({ mode: 'apart', currency: 'USD' })
  })
})
