import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerLifetimeValue } from '../../src/insights/lifetime-value/answer.ts'
import type { LtvRequest } from '../../src/insights/lifetime-value/request.ts'
import type { Money } from '../../src/warehouse/sql/money.ts'
import { euros, openTestWarehouse, placed } from './open.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
})
afterAll(() => opened.close())

let tenants = 0
/** Writes events for a tenant of their own and gives the function that asks about it. */
async function given(...events: StoredEvent[]) {
  tenants += 1
  const tenant_id = `tenant${tenants}`
  for (let from = 0; from < events.length; from += 5_000) {
    const batch = events.slice(from, from + 5_000).map((event) => ({ ...event, tenant_id }))
    await opened.warehouse.insert(batch, `${tenant_id} ${from}`)
  }
  const defaults = { to: '2026-07-01', horizon_days: 273, period: 'month', limit: 10, order_by: '-expected_value' }
  return (request: Partial<LtvRequest> = {}, money: Money = euros) =>
    opened.warehouse.ask(tenant_id, answerLifetimeValue, { ...defaults, ...request }, money)
}

let orders = 0
const buys = (user_id: string | null, day: string, value: number, given: Partial<StoredEvent> = {}) => {
  orders += 1
  return placed(`o${orders}`, 1, value, { user_id, occurred_at: `${day}T12:00:00.000000Z`, ...given })
}

test('what customers ordered, by cohort and by customer; a day with orders is a purchase', async () => {
  const ask = await given(
    ...[
      buys('a', '2026-01-10', 100),
      buys('a', '2026-01-10', 20),
      buys('a', '2026-02-10', 30),
      buys('a', '2026-03-10', 50),
    ],
    buys('b', '2026-01-31', 10),
    buys('c', '2026-03-01', 40),
    buys('c', '2026-07-01', 40), // when the range is over
    buys(null, '2026-01-01', 99),
  )
  const answer = await ask({ order_by: '-frequency' })
  expect(answer).toMatchObject({
    model: null,
    reason: '1 customers came back and paid; a model needs 30',
    currency: 'EUR',
    summary: { customers: 3, repeat_customers: 1, total_spent: 250, expected_value: null },
    cohorts: [
      { cohort: '2026-01-01', customers: 2, orders: 5, spent: 210, mean_frequency: 1, expected_value: null },
      { cohort: '2026-03-01', customers: 1, orders: 1, spent: 40, mean_frequency: 0, expected_value: null },
    ],
  })
  const unknown = { p_alive: null, expected_purchases: null, expected_value: null }
  expect(answer.customers).toEqual([
    // 31 + 28 days between, 171 days from 10 January to 30 June; the mean of 30 and 50
    { user_id: 'a', frequency: 2, recency_days: 59, age_days: 171, mean_value: 40, ...unknown },
    { user_id: 'b', frequency: 0, recency_days: 0, age_days: 150, mean_value: null, ...unknown },
    { user_id: 'c', frequency: 0, recency_days: 0, age_days: 121, mean_value: null, ...unknown },
  ])
})

test('amounts are converted at their own rate, and are null for all where a rate is missing', async () => {
  const dollars = { data: { currency: 'USD', items: [{ product_id: 'p', quantity: 1, unit_price: 10 }] } }
  const ask = await given(buys('a', '2026-01-10', 1), buys('a', '2026-02-10', 1, dollars))
  const rates = [{ currency: 'USD', valid_from: '2026-01-01T00:00:00Z', rate: '0.9' }]
  expect((await ask({}, { reportingCurrency: 'EUR', rates })).summary.total_spent).toBe(10)
  const apart = await ask()
  expect(apart).toMatchObject({
    model: null,
    reason: expect.stringMatching(/no exchange rate/),
    currency: null,
    summary: { total_spent: null },
  })
})

test('the published customers of CDNOW give about the published model, over orders by the day', {
  timeout: 600_000,
}, async () => {
  const file = join(import.meta.dirname, '../fixtures/cdnow/customers.csv')
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1)
  const end = Date.parse('2026-06-30')
  const events = lines.flatMap((line) => {
    const [id, repeats = 0, recency = 0, age = 0, value = 0] = line.split(',').map(Number)
    const day = (weeks: number) => new Date(end - Math.round((age - weeks) * 7) * 86_400_000).toISOString().slice(0, 10)
    // The file has the first and the last purchase; those between do not matter to the model.
    const times = [0, ...Array.from({ length: repeats }, (_, n) => (recency * (n + 1)) / repeats)]
    return [...new Set(times.map(day))].map((it) => buys(`u${id}`, it, value || 1))
  })
  const { model, summary, customers } = await (await given(...events))({ limit: 1_000, order_by: 'frequency' })
  expect(summary.customers).toBe(2357)
  expect(model?.converged).toBe(true)
  expect(model?.customers).toBe(2357)
  expect(model?.r).toBeCloseTo(0.243, 1)
  expect((model?.alpha ?? 0) / 7).toBeCloseTo(4.414, 0)
  const sum = customers.reduce((total, { expected_purchases }) => total + (expected_purchases ?? 0), 0)
  expect(sum).toBeGreaterThan(0)
  expect(customers.every(({ frequency, p_alive }) => frequency > 0 || p_alive === 1)).toBe(true)
})

test('filters choose customers by their first order ever, and all that they ordered counts to the digit', async () => {
  const over = (channel: string) => ({ context: { channel } })
  const ask = await given(
    ...[buys('a', '2026-01-10', 0.1, over('app')), buys('a', '2026-02-10', 0.2, over('web'))],
    ...[buys('b', '2026-01-10', 5, over('web')), buys('b', '2026-02-10', 5, over('app'))],
  )
  const { summary, cohorts } = await ask({ filters: { channel: 'app' } })
  expect(summary).toMatchObject({ customers: 1, repeat_customers: 1, total_spent: 0.3 })
  expect(cohorts).toMatchObject([{ cohort: '2026-01-01', orders: 2, spent: 0.3 }])
  // b's first order lies before the range, and still it is the first
  expect((await ask({ from: '2026-02-01', filters: { channel: 'app' } })).summary).toMatchObject({ total_spent: 0.2 })
})
