import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerStock } from '../../src/insights/stock/answer.ts'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import { euros, openTestWarehouse, placed, stored } from './open.ts'

/** Stock that was never counted is unknown; a place that was counted and found empty has 0. */
let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  const stock = (action: string, day: string, data: object): StoredEvent =>
    stored({
      ...{ type: 'inventory', action, occurred_at: `2026-10-${day}T08:00:00.000000Z` },
      data: { product_id: 'patch', warehouse_id: 'madrid', lot: 'L1', ...data },
    })
  await opened.warehouse.insert(
    [
      stock('counted', '02', { on_hand: 4 }),
      stock('counted', '04', { on_hand: 0 }),
      stock('counted', '02', { lot: 'L2', on_hand: 7, reorder_point: 3 }),
      stock('received', '02', { lot: 'L3', quantity: 5 }),
      placed('o1', 3, 10, { occurred_at: '2026-10-03T08:00:00.000000Z' }),
    ],
    'stock',
  )
})
afterAll(() => opened.close())

const ask = (request: Partial<QueryRequest>) =>
  opened.warehouse.ask(
    'acme',
    answerQuery,
    { metrics: ['stock_on_hand'], from: '2026-10-01', to: '2026-10-06', ...request },
    euros,
  )

it.each([
  ['no event names the lot', { lot: 'L9' }],
  ['the lot was received and never counted', { lot: 'L3' }],
  ['no event names the product', { product_id: 'pump' }],
  ['no event names the warehouse', { warehouse_id: 'oslo' }],
])('is null where %s, and says why', async (_, filters) => {
  const { rows, totals, meta } = await ask({ filters })
  expect(rows).toEqual([])
  expect(totals).toEqual({ stock_on_hand: null })
  expect(meta.null_reasons).toEqual({ stock_on_hand: 'not_counted' })
})

it('is 0 where it was counted and nothing is left, in all and in its group', async () => {
  const { totals, meta } = await ask({ filters: { lot: 'L1' } })
  expect(totals).toEqual({ stock_on_hand: 0 })
  expect(meta.null_reasons).toBeUndefined()
  expect((await ask({ dimensions: ['lot'] })).rows).toEqual([
    { lot: 'L1', stock_on_hand: 0 },
    { lot: 'L2', stock_on_hand: 7 },
  ])
})

it('has no row for the days before the first count, and 0 for those after the last unit', async () => {
  const { rows } = await ask({ filters: { lot: 'L1' }, granularity: 'day' })
  expect(rows).toEqual([
    { time: '2026-10-02', stock_on_hand: 4 },
    { time: '2026-10-03', stock_on_hand: 4 },
    { time: '2026-10-04', stock_on_hand: 0 },
    { time: '2026-10-05', stock_on_hand: 0 },
  ])
})

it('is unknown before the first count, as all that rests on it', async () => {
  const metrics = ['stock_on_hand', 'stockouts', 'products_below_reorder', 'days_of_cover', 'orders']
  const { totals, meta } = await ask({ metrics, to: '2026-10-02' })
  expect(totals).toEqual({
    ...{ stock_on_hand: null, stockouts: null, products_below_reorder: null, days_of_cover: null },
    orders: 0,
  })
  expect(meta.null_reasons).toEqual({
    ...{ stock_on_hand: 'not_counted', stockouts: 'not_counted', products_below_reorder: 'not_counted' },
    days_of_cover: 'not_counted',
  })
})

it('distinguishes a ratio without a denominator from stock that was not counted', async () => {
  const { totals, meta } = await ask({ metrics: ['days_of_cover'], from: '2026-10-04' })
  expect(totals).toEqual({ days_of_cover: null })
  expect(meta.null_reasons).toEqual({ days_of_cover: 'no_denominator' })
})

it('counts stockouts and products below their reorder point as 0 where stock is known', async () => {
  const { totals } = await ask({ metrics: ['stockouts', 'products_below_reorder'] })
  // L1 is used up, but of the product in Madrid 7 of L2 are left
  expect(totals).toEqual({ stockouts: 0, products_below_reorder: 0 })
})

it('has positions of what was counted alone, and no sum where there is none', async () => {
  const ofLot = (lot: string) =>
    opened.warehouse.ask('acme', answerStock, { at: '2026-10-06', filters: { lot } }, euros)
  expect((await ofLot('L1')).totals).toMatchObject({ on_hand: 0, positions: 1, out_of_stock: 1 })
  expect(await ofLot('L3')).toMatchObject({ positions: [], totals: { on_hand: null, positions: 0 } })
})
