import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse, stored } from './open.ts'

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
  const { totals } = await opened.warehouse.query('acme', asked, money)
  return totals.on_time_delivery_rate
}

describe('an eta that is only a date', () => {
  it.each(['UTC', 'Europe/Madrid', 'Asia/Kolkata', 'Pacific/Auckland'])(
    "ends with that day in the tenant's zone, whoever asks: %s",
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
      (await opened.warehouse.samples('acme', asked, zone)).sums.map(({ count }) => count)
    expect(await counts('UTC')).toEqual([2, 2])
    expect(await counts('Europe/Madrid')).toEqual([1, 2])
  })
})
