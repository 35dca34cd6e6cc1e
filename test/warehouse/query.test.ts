import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import type { Money } from '../../src/warehouse/sql/money.ts'
import { euros, openTestWarehouse, payment, placed, stored } from './open.ts'

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
  await opened.warehouse.insert(
    events.map((event) => ({ ...event, tenant_id })),
    tenant_id,
  )
  const october = { from: '2026-10-01', to: '2026-11-01' }
  return (request: Partial<QueryRequest> & Pick<QueryRequest, 'metrics'>, money: Money = euros) =>
    opened.warehouse.ask(tenant_id, answerQuery, { ...october, ...request }, money)
}

const at = (moment: string) => ({ occurred_at: moment.replace('Z', '.000000Z') })
const order = (id: string, moment: string, given: Partial<StoredEvent> = {}) =>
  placed(id, 1, 10, { ...at(moment), ...given })

describe('buckets', () => {
  it('are local days, also on the days on which clocks change', async () => {
    const ask = await given(
      order('o1', '2026-10-24T21:59:59Z'), // 24 October, 23:59:59 in Madrid
      order('o2', '2026-10-24T22:00:00Z'), // the 25th begins, which has 25 hours
      order('o3', '2026-10-25T22:59:59Z'), // its last second
      order('o4', '2026-10-25T23:00:00Z'), // the 26th
    )
    const days = { metrics: ['orders'], granularity: 'day', timezone: 'Europe/Madrid' }
    const { rows, meta } = await ask(days)
    expect(meta.source).toBe('rollup')
    expect(rows).toEqual([
      { time: '2026-10-24', orders: 1 },
      { time: '2026-10-25', orders: 2 },
      { time: '2026-10-26', orders: 1 },
    ])
    const { totals } = await ask({ ...days, from: '2026-10-25', to: '2026-10-26' })
    expect(totals).toEqual({ orders: 2 })
  })

  it('are cut within hours of a rollup where a zone is half an hour off', async () => {
    const ask = await given(order('o1', '2026-10-01T18:29:59Z'), order('o2', '2026-10-01T18:30:00Z'))
    const kolkata = { metrics: ['orders'], timezone: 'Asia/Kolkata' }
    const days = await ask({ ...kolkata, granularity: 'day' })
    expect(days.meta.source).toBe('rollup')
    expect(days.rows.map(({ time }) => time)).toEqual(['2026-10-01', '2026-10-02'])
    const hours = await ask({ ...kolkata, granularity: 'hour' })
    expect(hours.meta.source).toBe('events')
    expect(hours.rows.map(({ time }) => time)).toEqual(['2026-10-01T17:30:00Z', '2026-10-01T18:30:00Z'])
  })

  it('keep the two hours apart that a clock shows twice', async () => {
    const ask = await given(order('o1', '2026-11-01T05:30:00Z'), order('o2', '2026-11-01T06:30:00Z'))
    const { rows } = await ask({
      metrics: ['orders'],
      granularity: 'hour',
      timezone: 'America/New_York',
      from: '2026-11-01',
      to: '2026-11-02',
    })
    expect(rows.map(({ time }) => time)).toEqual(['2026-11-01T05:00:00Z', '2026-11-01T06:00:00Z'])
  })

  it('are weeks from Monday and calendar months', async () => {
    const ask = await given(
      order('o1', '2026-10-04T23:59:59Z'), // a Sunday
      order('o2', '2026-10-05T00:00:00Z'),
      order('o3', '2026-10-31T12:00:00Z'),
    )
    const weeks = await ask({ metrics: ['orders'], granularity: 'week' })
    expect(weeks.rows.map(({ time }) => time)).toEqual(['2026-09-28', '2026-10-05', '2026-10-26'])
    const months = await ask({ metrics: ['orders'], granularity: 'month' })
    expect(months.rows).toEqual([{ time: '2026-10-01', orders: 3 }])
  })

  it('begin before 1970 where the zone lies west', async () => {
    const ask = await given(order('o1', '1970-01-01T00:00:00Z'))
    const all = { metrics: ['orders'], from: '1900-01-01', to: '2100-01-01', timezone: 'America/New_York' }
    for (const [granularity, time] of [
      ['day', '1969-12-31'],
      ['week', '1969-12-29'],
      ['month', '1969-12-01'],
    ] as const) {
      expect((await ask({ ...all, granularity })).rows).toEqual([{ time, orders: 1 }])
    }
  })
})

describe('totals', () => {
  it('count over the range what comes back in several buckets', async () => {
    const user = { user_id: 'u1', session_id: 's1' }
    const ask = await given(order('o1', '2026-10-01T12:00:00Z', user), order('o2', '2026-10-02T12:00:00Z', user))
    const { rows, totals } = await ask({ metrics: ['unique_purchasers', 'arpu'], granularity: 'day' })
    expect(rows).toEqual([
      { time: '2026-10-01', unique_purchasers: 1, arpu: 10 },
      { time: '2026-10-02', unique_purchasers: 1, arpu: 10 },
    ])
    expect(totals).toEqual({ unique_purchasers: 1, arpu: 20 })
  })

  it('are of the range also where rows were left out', async () => {
    const ask = await given(...[1, 2, 3].map((day) => order(`o${day}`, `2026-10-0${day}T12:00:00Z`)))
    const { rows, totals, meta } = await ask({ metrics: ['orders'], granularity: 'day', limit: 2 })
    expect(rows.map(({ time }) => time)).toEqual(['2026-10-01', '2026-10-02'])
    expect(totals).toEqual({ orders: 3 })
    expect(meta.truncated).toBe(true)
  })
})

describe('compare', () => {
  it('answers the period before, or the year before, with its own times', async () => {
    const ask = await given(
      order('o1', '2026-10-11T12:00:00Z'),
      order('o2', '2026-10-01T12:00:00Z'),
      order('o3', '2025-10-11T12:00:00Z'),
      order('o4', '2025-10-11T12:00:00Z'),
    )
    const request = { metrics: ['orders'], from: '2026-10-11', to: '2026-10-21', granularity: 'day' }
    const period = await ask({ ...request, compare: 'previous_period' })
    expect(period.rows).toEqual([{ time: '2026-10-11', orders: 1 }])
    expect(period.previous).toEqual({ rows: [{ time: '2026-10-01', orders: 1 }], totals: { orders: 1 } })
    const year = await ask({ ...request, compare: 'previous_year' })
    expect(year.previous).toEqual({ rows: [{ time: '2025-10-11', orders: 2 }], totals: { orders: 2 } })
    expect((await ask(request)).previous).toBeUndefined()
  })
})

describe('dimensions', () => {
  it('are null where an event has none, and so can be filtered by', async () => {
    const ask = await given(
      order('o1', '2026-10-01T12:00:00Z', { context: { country: 'ES' } }),
      order('o2', '2026-10-01T12:00:00Z'),
    )
    const by = { metrics: ['orders'], dimensions: ['country'] }
    expect((await ask(by)).rows).toEqual([
      { country: null, orders: 1 },
      { country: 'ES', orders: 1 },
    ])
    expect((await ask({ ...by, filters: { country: null } })).totals).toEqual({ orders: 1 })
    expect((await ask({ ...by, filters: { country: [null, 'ES'] } })).totals).toEqual({ orders: 2 })
    expect((await ask({ ...by, filters: { country: 'FR' } })).rows).toEqual([])
  })

  it('give an order the gateway of its first captured payment', async () => {
    const paidBy = (order_id: string, gateway: string, moment: string, action = 'captured') =>
      payment(action, 10, { ...at(moment), order_id, data: { gateway } })
    const ask = await given(
      order('o1', '2026-10-01T12:00:00Z'),
      paidBy('o1', 'paypal', '2026-10-01T12:00:00Z', 'failed'),
      paidBy('o1', 'stripe', '2026-11-05T12:00:00Z'), // after the range asked for
      paidBy('o1', 'adyen', '2026-11-06T12:00:00Z'),
      order('o2', '2026-10-01T12:00:00Z'), // never paid
      stored({
        type: 'refund',
        action: 'completed',
        ...at('2026-10-02T12:00:00Z'),
        order_id: 'o1',
        data: { amount: 1 },
      }),
    )
    const { rows } = await ask({ metrics: ['gmv', 'orders', 'refunds'], dimensions: ['gateway', 'method'] })
    expect(rows).toEqual([
      { gateway: null, method: null, gmv: 10, orders: 1, refunds: 0 },
      { gateway: 'stripe', method: 'card', gmv: 10, orders: 1, refunds: 1 },
    ])
    expect((await ask({ metrics: ['gmv'], filters: { gateway: ['stripe'] } })).totals).toEqual({ gmv: 10 })
  })

  it('split an order by its lines, and a parcel by its lots', async () => {
    const items = [
      { product_id: 'p1', quantity: 2, unit_price: 5, category: 'patches', lot: 'L1' },
      { product_id: 'p2', quantity: 1, unit_price: 3, category: 'patches', lot: 'L2' },
      { product_id: 'p3', quantity: 1, unit_price: 1, category: 'spares' },
    ]
    const ask = await given(
      order('o1', '2026-10-01T12:00:00Z', { data: { items } }),
      stored({ type: 'shipment', action: 'dispatched', data: { shipment_id: 's1', lots: ['L1', 'L2'] } }),
    )
    const { rows, totals } = await ask({ metrics: ['gmv', 'orders', 'items_sold'], dimensions: ['category'] })
    expect(rows).toEqual([
      { category: 'patches', gmv: 13, orders: 1, items_sold: 3 },
      { category: 'spares', gmv: 1, orders: 1, items_sold: 1 },
    ])
    expect(totals).toEqual({ gmv: 14, orders: 1, items_sold: 4 })
    expect((await ask({ metrics: ['gmv', 'shipments_dispatched'], dimensions: ['lot'] })).rows).toEqual([
      { lot: null, gmv: 1, shipments_dispatched: 0 },
      { lot: 'L1', gmv: 10, shipments_dispatched: 1 },
      { lot: 'L2', gmv: 3, shipments_dispatched: 1 },
    ])
  })

  it('are kept apart by tenant', async () => {
    await given(order('o1', '2026-10-01T12:00:00Z'))
    const ask = await given(order('o2', '2026-10-01T12:00:00Z'))
    for (const cut of [{}, { dimensions: ['city'] }, { dimensions: ['gateway'] }, { dimensions: ['lot'] }]) {
      expect((await ask({ metrics: ['orders'], ...cut })).totals).toEqual({ orders: 1 })
    }
  })
})

describe('meta', () => {
  it('returns how fresh the answer is, and the SQL if requested', async () => {
    const ask = await given(order('o1', '2026-10-01T12:00:00Z', { received_at: '2026-10-01T12:00:07.250000Z' }))
    const { meta } = await ask({ metrics: ['orders', 'gmv'], explain: true })
    expect(meta).toMatchObject({ fresh_to: '2026-10-01T12:00:07.250000Z', currency: 'EUR', truncated: false })
    expect(meta.sql?.[0]).toContain('FROM rollup_total_')
    expect(
      (
        await opened.warehouse.ask(
          'unknown',
          answerQuery,
          { metrics: ['gmv'], from: '2026-10-01', to: '2026-10-02' },
          euros,
        )
      ).meta,
    ).toMatchObject({ fresh_to: null, data_from: null })
  })

  it('returns the hour in which the events of the tenant begin, whatever the range', async () => {
    const question = { metrics: ['orders'], from: '2026-11-01', to: '2026-11-02' }
    const ask = await given(order('o1', '2026-10-01T12:40:00Z'), order('o2', '2026-11-01T12:00:00Z'))
    expect((await ask(question)).meta.data_from).toBe('2026-10-01T12:00:00Z')
  })
})
