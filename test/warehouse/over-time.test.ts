import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import type { Money } from '../../src/warehouse/sql/money.ts'
import { euros, openTestWarehouse, placed, stored } from './open.ts'

/** The ninth of November, in the afternoon. */
const now = Date.parse('2026-11-09T15:00:00Z')
const dayOf = (n: number) => new Date(Date.parse('2026-08-01') + n * 86_400_000).toISOString().slice(0, 10)

const told = (
  type: string,
  action: string,
  day: string,
  data: Record<string, unknown>,
  given: Partial<StoredEvent> = {},
) => stored({ type, action, occurred_at: `${day}T21:40:00.000000Z`, data, ...given })

/** Something of everything that is followed over time, on each of a hundred days. */
function* business() {
  for (let n = 0; n < 100; n++) {
    const day = dayOf(n)
    const country = ['ES', 'FR', 'PT'][n % 3] ?? ''
    const context = { country }
    const about = {
      product_id: `p${n % 4}`,
      warehouse_id: n % 2 === 0 ? 'madrid' : 'dubai',
      unit_cost: 5,
      currency: 'EUR',
    }
    const subscription = { subscription_id: `s${n % 30}`, plan: 'monthly', mrr: 10 + (n % 7), currency: 'EUR' }
    yield told(
      'inventory',
      'counted',
      day,
      { ...about, on_hand: (n * 7) % 23, reorder_point: 9, received_on: dayOf(n - 5) },
      { context },
    )
    yield told('inventory', 'sold', day, { ...about, quantity: 2 }, { context })
    yield told('inventory', 'shrunk', day, { ...about, quantity: 1 }, { context })
    yield told(
      'subscription',
      n < 30 ? 'started' : (['paused', 'resumed', 'cancelled'][n % 3] ?? ''),
      day,
      subscription,
      { context },
    )
    yield told('cart', 'created', day, { cart_id: `c${n}` }, { context, user_id: `u${n % 17}` })
    if (n % 3 === 0) yield told('cart', 'converted', dayOf(n + 9), { cart_id: `c${n}` }, { user_id: `u${n % 11}` })
    const reading = { metric: 'glucose', unit: 'mg/dL' }
    for (const value of [90 + n, 120]) {
      yield told('telemetry', 'read', day, { ...reading, value }, { context, device_id: `d${n % 5}` })
    }
    yield placed(`o${n}`, 3, 10, { occurred_at: `${day}T09:00:00.000000Z`, context })
  }
}

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse({ now: () => now })
  await opened.warehouse.insert([...business()], 'business')
  const abroad = [
    told('subscription', 'started', '2026-09-10', {
      subscription_id: 's1',
      plan: 'monthly',
      mrr: 100,
      currency: 'USD',
    }),
    told('subscription', 'started', '2026-10-10', { subscription_id: 's2', plan: 'monthly', mrr: 30, currency: 'EUR' }),
    told('subscription', 'started', '2026-10-20', {
      subscription_id: 's3',
      plan: 'monthly',
      mrr: 100,
      currency: 'USD',
    }),
  ].map((event) => ({ ...event, tenant_id: 'abroad' }))
  await opened.warehouse.insert(abroad, 'abroad')
})
afterAll(() => opened.close())

const metrics = [
  ...[
    'stock_on_hand',
    'units_sold_per_day',
    'days_of_cover',
    'stockouts',
    'products_below_reorder',
    'inventory_turnover',
  ],
  ...[
    'shrinkage_rate',
    'inventory_age_days',
    'subscriptions_active',
    'subscription_churn_rate',
    'mrr',
    'dau',
    'wau',
    'mau',
  ],
  ...['stickiness', 'cart_abandonment_rate', 'sensor_stability'],
]
/** Of goods, behind which no person stands. */
const goods = [
  ...['stock_on_hand', 'days_of_cover', 'stockouts', 'products_below_reorder'],
  ...['inventory_turnover', 'shrinkage_rate', 'inventory_age_days'],
]
const ofPersons = metrics.filter((id) => !goods.includes(id))

const ask = (request: Partial<QueryRequest>, money: Money = euros, tenant = 'acme') =>
  opened.warehouse.ask(tenant, answerQuery, { metrics, from: '2026-10-01', to: '2026-11-01', ...request }, money)

describe('what is shown as the previous value', () => {
  const cuts: Partial<QueryRequest>[] = [
    {},
    { granularity: 'day' },
    { granularity: 'week', timezone: 'Europe/Madrid' },
    { metrics: ofPersons, granularity: 'month', dimensions: ['country'], timezone: 'America/New_York' },
    { metrics: ofPersons, granularity: 'day', filters: { country: ['ES', 'PT'] } },
    { metrics: goods, granularity: 'day', filters: { product_id: ['p0', 'p1'] } },
  ]
  it.each(cuts)("equals that period's own report: %j", async (cut) => {
    const { previous, meta } = await ask({ ...cut, compare: 'previous_period' })
    if (cut.timezone === undefined) {
      expect(meta.compared).toEqual({ from: '2026-08-31T00:00:00.000000Z', to: '2026-10-01T00:00:00.000000Z' })
    }
    // 31 days before 1 October
    const { rows, totals } = await ask({ ...cut, from: '2026-08-31', to: '2026-10-01' })
    expect(previous).toEqual({ rows, totals })
    // Nearly all of them have something to be compared.
    const some = Object.values(totals).filter((value) => value !== null && value !== 0)
    expect(some.length).toBeGreaterThan(Object.values(totals).length - 4)
  })
})

describe('over time', () => {
  it('ends with the bucket that has begun', async () => {
    const request = {
      metrics: ['stock_on_hand', 'dau'],
      from: '2026-11-07',
      to: '2026-11-30',
      granularity: 'day',
    }
    const { rows } = await ask(request)
    expect(rows.map(({ time }) => time)).toEqual(['2026-11-07', '2026-11-08', '2026-11-09'])
  })

  it('takes the last day that has begun for the last of the range', async () => {
    const sofar = await ask({ metrics: ['mau', 'inventory_age_days', 'shrinkage_rate'], to: '2026-11-10' })
    const ahead = await ask({ metrics: ['mau', 'inventory_age_days', 'shrinkage_rate'], to: '2026-12-01' })
    expect(ahead.totals).toEqual(sofar.totals)
  })

  it('adds up from day to day to what the total says', async () => {
    const days = await ask({ metrics: ['stock_on_hand', 'mrr', 'wau'], granularity: 'day' })
    const { totals } = await ask({ metrics: ['stock_on_hand', 'mrr', 'wau'] })
    expect(days.totals).toEqual(totals)
    expect(days.rows.at(-1)).toEqual({ time: '2026-10-31', ...totals })
    const places = await ask({ metrics: ['stock_on_hand'], granularity: 'day', dimensions: ['warehouse_id'] })
    const last = places.rows.filter(({ time }) => time === '2026-10-31')
    expect(last.reduce((sum, row) => sum + Number(row.stock_on_hand), 0)).toBe(totals.stock_on_hand)
  })

  it('answers the first or the largest rows where a limit is set', async () => {
    const request = { metrics: ['stock_on_hand'], granularity: 'day', dimensions: ['warehouse_id', 'product_id'] }
    const all = await ask(request)
    const first = await ask({ ...request, limit: 4 })
    expect(first.rows).toEqual(all.rows.slice(0, 4))
    expect(first.meta.truncated).toBe(true)
    const [largest] = (await ask({ ...request, order_by: '-stock_on_hand', limit: 1 })).rows
    expect(largest?.stock_on_hand).toBe(Math.max(...all.rows.map((row) => Number(row.stock_on_hand))))
  })

  it('shows each statement that it ran, and reads every table through the tenant', async () => {
    const { meta } = await ask({ granularity: 'day', explain: true })
    expect(meta.sql?.length).toBeGreaterThan(6)
    for (const sql of meta.sql ?? []) {
      const tables = sql.match(/FROM (events|rollup_\w+)\b/g) ?? []
      expect(tables.length).toBeGreaterThan(0)
      expect(sql.match(/FROM (events|rollup_\w+) WHERE tenant_id = \{tenant:String\}\)/g)).toHaveLength(tables.length)
    }
  })
})

describe('levels of money', () => {
  const rates = [
    { currency: 'USD', valid_from: '2026-09-01T00:00:00Z', rate: '0.9' },
    { currency: 'USD', valid_from: '2026-10-15T00:00:00Z', rate: '0.8' },
  ]

  it('are converted by the rate of the day on which each amount was set', async () => {
    const { rows, meta } = await ask(
      { metrics: ['mrr'], from: '2026-09-01', granularity: 'month' },
      { reportingCurrency: 'EUR', rates },
      'abroad',
    )
    // 100 × 0.9; then 30 + 100 × 0.8 more
    expect(rows).toEqual([
      { time: '2026-09-01', mrr: 90 },
      { time: '2026-10-01', mrr: 200 },
    ])
    expect(meta.currency).toBe('EUR')
  })

  it('are listed by currency where a rate is missing', async () => {
    const { rows, totals, totals_by_currency } = await ask(
      { metrics: ['mrr', 'subscriptions_active'] },
      euros,
      'abroad',
    )
    expect(rows).toEqual([
      { currency: null, mrr: null, subscriptions_active: 3 },
      { currency: 'EUR', mrr: 30, subscriptions_active: null },
      { currency: 'USD', mrr: 200, subscriptions_active: null },
    ])
    expect(totals).toEqual({ mrr: null, subscriptions_active: 3 })
    expect(totals_by_currency).toEqual({ EUR: { mrr: 30 }, USD: { mrr: 200 } })
  })
})
