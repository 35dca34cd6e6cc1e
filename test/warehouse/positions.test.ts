import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerStock } from '../../src/insights/stock/answer.ts'
import type { StockRequest } from '../../src/insights/stock/request.ts'
import { answerQuery } from '../../src/query/answer.ts'
import { euros, openTestWarehouse, placed, stored } from './open.ts'

const now = Date.parse('2026-11-01T08:00:00Z')

const stock = (action: string, day: string, product_id: string, lot: string, data: object) =>
  stored({
    type: 'inventory',
    action,
    occurred_at: `${day}T10:00:00.000000Z`,
    data: { product_id, warehouse_id: 'madrid', ...(lot === '' ? {} : { lot }), ...data },
  })

const sold = (day: string, quantity: number) =>
  placed(day, quantity, 10, {
    occurred_at: `${day}T10:00:00.000000Z`,
    data: { items: [{ product_id: 'patch', quantity, unit_price: 10 }] },
  })

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse({ now: () => now })
  const patch = { category: 'patches', brand: 'POCM', unit_cost: 17.2, currency: 'EUR', reorder_point: 50 }
  await opened.warehouse.insert(
    [
      stock('counted', '2026-09-01', 'patch', 'L1', {
        ...patch,
        on_hand: 90,
        received_on: '2026-09-01',
        expires_on: '2027-09-01',
      }),
      stock('counted', '2026-10-20', 'patch', 'L1', { on_hand: 10 }),
      stock('received', '2026-10-15', 'patch', 'L2', { quantity: 30, on_hand: 30, received_on: '2026-10-15' }),
      // 6 in the last 30 days, 0.2 a day; the 84 before count no more
      sold('2026-09-20', 84),
      sold('2026-10-19', 6),
      // what leaves the warehouse is no second sale
      stock('sold', '2026-10-19', 'patch', 'L1', { quantity: 6 }),
      stock('counted', '2026-10-30', 'pump', '', { on_hand: 0, reorder_point: 2 }),
      stock('counted', '2026-10-30', 'strap', '', { on_hand: 4 }),
      // of this the quantity is unknown
      stock('received', '2026-10-30', 'case', '', { quantity: 4 }),
    ],
    'stock',
  )
})
afterAll(() => opened.close())

const ask = (request: StockRequest = {}, tenant = 'acme') => opened.warehouse.ask(tenant, answerStock, request)

describe('stockPositions', () => {
  it('returns the last known state of each product, warehouse and lot', async () => {
    const { positions } = await ask({ filters: { product_id: 'patch' } })
    const shelf = { product_id: 'patch', warehouse_id: 'madrid', reorder_point: 50, units_sold_per_day: 0.2 }
    expect(positions).toEqual([
      {
        ...shelf,
        ...{ category: 'patches', brand: 'POCM', lot: 'L1', on_hand: 10, unit_cost: 17.2, currency: 'EUR' },
        ...{ received_on: '2026-09-01', expires_on: '2027-09-01', age_days: 61, age_band: '61–90' },
        // (10 + 30) / 0.2
        days_of_cover: 200,
        counted_at: '2026-10-20T10:00:00.000000Z',
      },
      {
        ...shelf,
        ...{ category: null, brand: null, lot: 'L2', on_hand: 30, unit_cost: null, currency: null },
        ...{ received_on: '2026-10-15', expires_on: null, age_days: 17, age_band: '0–30' },
        days_of_cover: 200,
        counted_at: '2026-10-15T10:00:00.000000Z',
      },
    ])
  })

  it('has the pace and the cover that the measures have', async () => {
    const range = { from: '2026-10-10', to: '2026-10-31' }
    const asked = { metrics: ['units_sold_per_day', 'days_of_cover'], ...range, dimensions: ['product_id'] }
    const { rows } = await opened.warehouse.ask('acme', answerQuery, asked, euros)
    const { positions } = await ask({ from: range.from, at: range.to })
    const told = positions.filter(({ product_id }) => product_id === 'patch')
    expect(rows.find(({ product_id }) => product_id === 'patch')).toEqual({
      product_id: 'patch',
      units_sold_per_day: told[0]?.units_sold_per_day,
      days_of_cover: told[0]?.days_of_cover,
    })
    expect(told.map((it) => it.units_sold_per_day)).toEqual([6 / 21, 6 / 21])
  })

  it('adds up all positions, whatever the limit', async () => {
    const { positions, bands, totals } = await ask({ limit: 1 })
    expect(positions).toHaveLength(1)
    // 40 patches are below 50, and 0 pumps below 2; straps have no reorder point
    expect(totals).toEqual({ on_hand: 44, positions: 4, out_of_stock: 1, below_reorder: 2 })
    expect(bands).toEqual([
      { band: '0–30', on_hand: 30 },
      { band: '31–60', on_hand: 0 },
      { band: '61–90', on_hand: 10 },
      { band: '90+', on_hand: 0 },
      { band: null, on_hand: 4 },
    ])
  })

  it('returns the state at the start of a day, by the clocks of the zone', async () => {
    expect((await ask({ at: '2026-10-20' })).totals).toMatchObject({ on_hand: 120, positions: 2 })
    expect((await ask({ at: '2026-09-01T10:00:01Z' })).positions).toMatchObject([{ age_days: 0, on_hand: 90 }])
    const [inTokyo] = (await ask({ at: '2026-10-02T23:00:00+09:00', timezone: 'Asia/Tokyo' })).positions
    expect(inTokyo).toMatchObject({ age_days: 31, age_band: '31–60', units_sold_per_day: 2.8 })
  })

  it('returns nothing of other tenants', async () => {
    const { positions, totals, bands } = await ask({}, 'other')
    expect(positions).toEqual([])
    expect(totals).toEqual({ on_hand: null, positions: 0, out_of_stock: null, below_reorder: null })
    expect(bands).toEqual([])
  })

  it('refuses what is no time and no dimension', async () => {
    await expect(ask({ at: 'yesterday' })).rejects.toMatchObject({ code: 'invalid_request' })
    await expect(ask({ filters: { colour: 'red' } })).rejects.toMatchObject({ code: 'dimension_not_allowed' })
  })
})
