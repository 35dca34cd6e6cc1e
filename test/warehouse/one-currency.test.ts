import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import { openEngine } from '../../src/warehouse/engine/engine.ts'
import { euros, openTestWarehouse, payment, placed, stored } from './open.ts'

/** How many statements a question takes, of a tenant whose amounts are all in its own currency and of one where they are not. */
let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let asked: string[] = []

beforeAll(async () => {
  opened = await openTestWarehouse({
    now: () => Date.parse('2026-12-01'),
    connect: async (options) => {
      const engine = await openEngine(options)
      return {
        ...engine,
        read(sql, ...rest) {
          asked.push(sql)
          return engine.read(sql, ...rest)
        },
      }
    },
  })
  const other = { tenant_id: 'other' }
  /** 365 units at a cost of 1, of which 15 are sold in 30 days: sold 0.5 times over in a year. */
  const stock = (currency: string, given: object) => {
    const of = { product_id: 'p', warehouse_id: 'w', category: 'patches' }
    const cost = { unit_cost: 1, currency }
    return [
      stored({ type: 'inventory', action: 'counted', data: { ...of, ...cost, on_hand: 365 }, ...given }),
      stored({ type: 'inventory', action: 'sold', data: { ...of, ...cost, quantity: 15 }, ...given }),
    ]
  }
  const dollars = { currency: 'USD', items: [{ product_id: 'p', quantity: 1, unit_price: 5 }] }
  await opened.warehouse.insert(
    [
      placed('e1', 1, 10),
      placed('e2', 2, 10, { occurred_at: '2026-09-20T12:00:00.000000Z' }),
      payment('captured', 10, { order_id: 'e1' }),
      placed('o1', 1, 10, other),
      placed('o2', 1, 5, { ...other, data: dollars }),
      ...stock('EUR', {}),
      ...stock('USD', other),
    ],
    'orders',
  )
})
afterAll(() => opened.close())

async function ask(tenantId: string, request: Partial<QueryRequest> = {}) {
  asked = []
  const rates = [{ currency: 'USD', valid_from: '2026-01-01T00:00:00Z', rate: '0.5' }]
  const range = { from: '2026-10-01', to: '2026-10-31', compare: 'previous_period' as const }
  const question = { metrics: ['gmv', 'orders', 'aov'], ...range, ...request }
  const { totals, previous } = await opened.warehouse.ask(tenantId, answerQuery, question, { ...euros, rates })
  return { totals, previous: previous?.totals, statements: asked.length }
}

test('amounts in one currency need no look for others: the coverage, which days are held, and one statement a period', async () => {
  expect(await ask('acme')).toEqual({
    totals: { gmv: 10, orders: 1, aov: 10 },
    previous: { gmv: 20, orders: 1, aov: 20 },
    statements: 4,
  })
})

test('amounts to be converted are read along with what is not: one statement more, which looks for currencies', async () => {
  expect(await ask('other')).toEqual({
    totals: { gmv: 12.5, orders: 2, aov: 6.25 },
    previous: { gmv: 0, orders: 0, aov: null },
    statements: 5,
  })
})

test('a year before, which does not end where the range begins, is converted separately', async () => {
  const { statements } = await ask('other', { compare: 'previous_year' })
  expect(statements).toBe(6)
})

test('what lasts is in no other currency where no event names one: one short look, and no history for it', async () => {
  const { totals, previous, statements } = await ask('acme', { metrics: ['inventory_turnover'] })
  expect([totals, previous]).toEqual([{ inventory_turnover: 0.5 }, { inventory_turnover: null }])
  expect(statements).toBe(4)
})

test('what lasts in other currencies is converted', async () => {
  const { totals, previous, statements } = await ask('other', { metrics: ['inventory_turnover'] })
  expect([totals, previous]).toEqual([{ inventory_turnover: 0.5 }, { inventory_turnover: null }])
  expect(statements).toBe(5)
})

test('sums that no rollup keeps are read separately', async () => {
  const { totals } = await ask('other', { metrics: ['gmv'], dimensions: ['city'] })
  expect(totals).toEqual({ gmv: 12.5 })
})

test('who reports in another currency has amounts to convert, however few currencies there are', async () => {
  const rates = [{ currency: 'EUR', valid_from: '2026-01-01T00:00:00Z', rate: '2' }]
  const question = { metrics: ['gmv'], from: '2026-10-01', to: '2026-10-31' }
  const { totals, meta } = await opened.warehouse.ask('acme', answerQuery, question, {
    reportingCurrency: 'USD',
    rates,
  })
  expect([totals.gmv, meta.currency]).toEqual([20, 'USD'])
})
