import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerSamples } from '../../src/insights/samples/answer.ts'
import { answerQuery } from '../../src/query/answer.ts'
import { euros, openTestWarehouse, stored } from './open.ts'

/** A parcel promised for the 5th and delivered at 22:30 UTC of that day: half past midnight of the 6th in Madrid. */
let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  const delivered = (shipment_id: string, eta: string) =>
    stored({
      type: 'shipment',
      action: 'delivered',
      occurred_at: '2026-10-05T22:30:00.000000Z',
      data: { shipment_id, eta },
    })
  await opened.warehouse.insert([delivered('s1', '2026-10-05'), delivered('s2', '2026-10-05t23:00:00z')], 'parcels')
})
afterAll(() => opened.close())

const rate = async (tenantZone: string | undefined, timezone: string) => {
  const money = { reportingCurrency: 'EUR', rates: [], ...(tenantZone && { timezone: tenantZone }) }
  const asked = { metrics: ['on_time_delivery_rate'], from: '2026-10-01', to: '2026-11-01', timezone }
  const { totals } = await opened.warehouse.ask('acme', answerQuery, asked, money)
  return totals.on_time_delivery_rate
}

describe('an eta that is only a date', () => {
  it.each(['UTC', 'Europe/Madrid', 'Asia/Kolkata', 'Pacific/Auckland'])(
    "ends with that day in the tenant's zone, in that of any request: %s",
    async (zone) => {
      expect(await rate(undefined, zone)).toBe(1)
      expect(await rate('UTC', zone)).toBe(1)
      expect(await rate('Europe/Madrid', zone)).toBe(0.5)
      expect(await rate('America/New_York', zone)).toBe(1)
    },
  )

  it('is refused, with what to do, where the setting is no zone', async () => {
    await expect(rate('+05:30', 'UTC')).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('shows the events behind it by the same zone', async () => {
    const asked = { metric: 'on_time_delivery_rate', from: '2026-10-01', to: '2026-11-01', limit: 10 }
    const counts = async (zone: string) =>
      (await opened.warehouse.ask('acme', answerSamples, asked, { ...euros, timezone: zone })).sums.map(
        ({ count }) => count,
      )
    expect(await counts('UTC')).toEqual([2, 2])
    expect(await counts('Europe/Madrid')).toEqual([1, 2])
  })
})

describe('days and hours of change', () => {
  const session = (at: string) =>
    stored({ type: 'session', action: 'started', session_id: at, occurred_at: at, tenant_id: 'change' })
  const click = (at: string) =>
    stored({ type: 'affiliate', action: 'clicked', occurred_at: at, tenant_id: 'change', data: { affiliate_id: 'a' } })

  it('gives rollups and events the same days where one begins twice', async () => {
    const from = Date.parse('2010-11-07T02:00:00Z')
    const moments = Array.from({ length: 15 }, (_, n) =>
      new Date(from + n * 600_000).toISOString().replace('Z', '000Z'),
    )
    await opened.warehouse.insert(
      moments.flatMap((at) => [session(at), click(at)]),
      'twice',
    )
    const asked = { from: '2010-11-06', to: '2010-11-08', granularity: 'day', timezone: 'America/St_Johns' }
    const money = { reportingCurrency: 'EUR', rates: [] }
    for (const metric of ['sessions', 'affiliate_clicks']) {
      const { rows } = await opened.warehouse.ask('change', answerQuery, { metrics: [metric], ...asked }, money)
      expect(rows).toEqual([
        { time: '2010-11-06', [metric]: 8 },
        { time: '2010-11-07', [metric]: 7 },
      ])
    }
  })

  it('gives sums and states the same hours where clocks change by half an hour', async () => {
    const counted = stored({
      type: 'inventory',
      action: 'counted',
      occurred_at: '2024-04-06T00:00:00.000000Z',
      tenant_id: 'howe',
      data: { product_id: 'p', warehouse_id: 'w', on_hand: 10 },
    })
    const visits = ['13:05', '14:05', '15:05', '16:05', '17:05'].map((time) => ({
      ...session(`2024-04-06T${time}:00.000000Z`),
      tenant_id: 'howe',
      user_id: 'u1',
    }))
    await opened.warehouse.insert([counted, ...visits], 'howe')
    const asked = {
      metrics: ['sessions', 'stock_on_hand', 'dau'],
      granularity: 'hour',
      timezone: 'Australia/Lord_Howe',
    }
    const money = { reportingCurrency: 'EUR', rates: [] }
    const { rows } = await opened.warehouse.ask(
      'howe',
      answerQuery,
      { ...asked, from: '2024-04-07', to: '2024-04-08' },
      money,
    )
    expect(rows.slice(0, 5)).toEqual(
      ['13:00', '14:00', '15:00', '15:30', '16:30'].map((time) => ({
        time: `2024-04-06T${time}:00Z`,
        ...{ sessions: 1, stock_on_hand: 10, dau: 1 },
      })),
    )
    expect(rows).toHaveLength(25)
  })
})
