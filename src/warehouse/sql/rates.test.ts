import { describe, expect, it } from 'vitest'
import { ratesWithin } from './rates.ts'

describe('ratesWithin', () => {
  it('keeps the rate that was valid at the start, and those that begin in the range', () => {
    const rate = (valid_from: string, currency = 'USD') => ({ currency, valid_from, rate: '0.9' })
    const rates = [
      rate('2026-12-01T00:00:00Z'),
      rate('2026-10-15T00:00:00Z'),
      rate('2026-09-01T00:00:00Z'),
      rate('2026-01-01T00:00:00Z'),
      rate('2020-01-01T00:00:00Z', 'GBP'),
    ]
    const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
    expect(ratesWithin(rates, october)).toEqual([rates[1], rates[2], rates[4]])
  })
})
