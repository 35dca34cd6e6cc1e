import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import { euros, openTestWarehouse, placed } from './open.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
/** In September 100 USD; in October 10.01 EUR twice, and 20 USD before the 15th and 20 after. */
beforeAll(async () => {
  opened = await openTestWarehouse()
  const order = (id: string, occurred_at: string, amount: number, currency: string, user_id: string) =>
    placed(id, 1, amount, {
      occurred_at,
      user_id,
      data: { currency, items: [{ product_id: 'p', quantity: 1, unit_price: amount }] },
    })
  await opened.warehouse.insert(
    [
      order('o0', '2026-09-10T12:00:00.000000Z', 100, 'USD', 'u1'),
      order('o1', '2026-10-01T12:00:00.000000Z', 10.01, 'EUR', 'u1'),
      order('o2', '2026-10-20T12:00:00.000000Z', 10.01, 'EUR', 'u2'),
      order('o3', '2026-10-14T23:59:59.000000Z', 20, 'USD', 'u2'),
      order('o4', '2026-10-15T00:00:00.000000Z', 20, 'USD', 'u3'),
    ],
    'orders',
  )
})
afterAll(() => opened.close())

const ask = (request: Partial<QueryRequest>, money = euros) =>
  opened.warehouse.ask(
    'acme',
    answerQuery,
    { metrics: ['gmv', 'aov'], from: '2026-10-01', to: '2026-11-01', ...request },
    money,
  )
const rate = (valid_from: string, rate: string) => ({ currency: 'USD', valid_from, rate })

describe('amounts in several currencies', () => {
  it('are converted by the rate that was valid at their time', async () => {
    const rates = [rate('2026-10-15T00:00:00Z', '0.9'), rate('2026-01-01T00:00:00Z', '0.8')]
    const { totals, meta, totals_by_currency } = await ask({}, { ...euros, rates })
    // 10.01 × 2 + 20 × 0.8 + 20 × 0.9, over 4 orders
    expect(totals).toEqual({ gmv: 54.02, aov: 13.505 })
    expect(meta).toMatchObject({ currency: 'EUR', source: 'rollup' })
    expect(totals_by_currency).toBeUndefined()
  })

  it('are converted alike where they come from events', async () => {
    const rates = [rate('2026-01-01T00:00:00Z', '0.123456789012')]
    const [fromRollup, fromEvents] = [
      await ask({ granularity: 'day' }, { ...euros, rates }),
      await ask({ granularity: 'day', to: '2026-10-31T23:59:30Z' }, { ...euros, rates }),
    ]
    expect(fromEvents.meta.source).toBe('events')
    expect(fromEvents.rows).toEqual(fromRollup.rows)
    expect(fromRollup.rows[1]).toEqual({ time: '2026-10-14', gmv: 2.46913578024, aov: 2.46913578024 })
  })

  it('are answered per currency where a rate is missing, and have no total', async () => {
    const { rows, totals, totals_by_currency, meta } = await ask({ metrics: ['gmv', 'aov', 'arpu', 'orders'] })
    expect(rows).toEqual([
      { currency: null, gmv: null, aov: null, arpu: null, orders: 4 },
      { currency: 'EUR', gmv: 20.02, aov: 10.01, arpu: 10.01, orders: null },
      { currency: 'USD', gmv: 40, aov: 20, arpu: 20, orders: null },
    ])
    expect(totals).toEqual({ gmv: null, aov: null, arpu: null, orders: 4 })
    expect(totals_by_currency).toEqual({
      EUR: { gmv: 20.02, aov: 10.01, arpu: 10.01 },
      USD: { gmv: 40, aov: 20, arpu: 20 },
    })
    expect(meta.currency).toBeNull()
  })

  it('are answered per currency where the rate begins after the first amount', async () => {
    const { meta } = await ask({}, { ...euros, rates: [rate('2026-10-15T00:00:00Z', '0.9')] })
    expect(meta.currency).toBeNull()
  })

  it('are kept as they are where the request cuts by currency', async () => {
    const rates = [rate('2026-01-01T00:00:00Z', '0.8')]
    const { rows, totals, totals_by_currency } = await ask(
      { metrics: ['gmv', 'orders'], dimensions: ['currency'] },
      { ...euros, rates },
    )
    expect(rows).toEqual([
      { currency: 'EUR', gmv: 20.02, orders: 2 },
      { currency: 'USD', gmv: 40, orders: 2 },
    ])
    expect(totals).toEqual({ gmv: null, orders: 4 })
    expect(totals_by_currency).toEqual({ EUR: { gmv: 20.02 }, USD: { gmv: 40 } })
  })
})

describe('amounts in one currency', () => {
  it('are answered in it where it has no rate, with no key more', async () => {
    const september = { from: '2026-09-01', to: '2026-10-01' }
    for (const request of [september, { filters: { currency: 'USD' }, from: '2026-09-01' }]) {
      const { rows, meta } = await ask({ metrics: ['gmv'], ...request })
      expect(meta.currency).toBe('USD')
      expect(Object.keys(rows[0] ?? {})).toEqual(['gmv'])
    }
  })

  it('are not, where the period to compare with has another', async () => {
    const request = { metrics: ['gmv'], from: '2026-10-16', to: '2026-11-01', compare: 'previous_period' }
    const { rows, previous, meta } = await ask(request)
    expect(meta.currency).toBeNull()
    expect(rows).toEqual([{ currency: 'EUR', gmv: 10.01 }])
    expect(previous?.totals_by_currency).toEqual({ EUR: { gmv: 10.01 }, USD: { gmv: 40 } })
  })

  it('are converted where it has a rate', async () => {
    const rates = [rate('2026-01-01T00:00:00Z', '0.8')]
    const { totals, meta } = await ask({ from: '2026-09-01', to: '2026-10-01' }, { ...euros, rates })
    expect([totals.gmv, meta.currency]).toEqual([80, 'EUR'])
  })
})
