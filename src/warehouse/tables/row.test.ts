import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../events/catalogue.ts'
import type { StoredEvent } from '../../events/envelope.ts'
import { rowsOf } from './row.ts'

const rowOf = rowsOf(await loadCatalogue())
const toRow = (event: StoredEvent) => rowOf({ tx: '10', position: '7', event })
const event: StoredEvent = {
  id: '01900000-0000-7000-8000-000000000001',
  type: 'order',
  action: 'placed',
  schema_version: 1,
  occurred_at: '2026-10-01T10:00:41.000001Z',
  received_at: '2026-10-01T10:00:42.000000Z',
  device_at: null,
  producer: 'shop',
  source_service: null,
  tenant_id: 'acme',
  user_id: null,
  session_id: 's1',
  order_id: 'o1',
  device_id: null,
  trace_id: null,
  idempotency_key: 'k1',
  context: { country: 'ES', device_type: 'phone', loyalty: 'gold' },
  data: {},
  checksum: '-9223372036854775808',
}

describe('rowsOf', () => {
  it('writes times as the engine reads them and leaves out what was not sent', () => {
    const row = JSON.parse(JSON.stringify(toRow(event)))
    expect(row).toMatchObject({ occurred_at: '2026-10-01 10:00:41.000001', country: 'ES', checksum: event.checksum })
    for (const name of ['user_id', 'device_at', 'loyalty', 'idempotency_key', 'context'])
      expect(row).not.toHaveProperty(name)
  })

  it('rounds amounts to the six decimals of their column', () => {
    const items = [{ product_id: 'p1', quantity: 1, unit_price: 0.1234567, category: null, colour: 'red' }]
    const row = toRow({ ...event, data: { items, currency: 'EUR', tax: 1e-7 } })
    expect(row.items).toEqual([{ product_id: 'p1', quantity: '1.000000', unit_price: '0.123457' }])
    expect(row.tax).toBe('0.000000')
  })

  it('keeps what a device is apart from what a visitor browses with', () => {
    const telemetry = { ...event, type: 'telemetry', action: 'read', data: { device_type: 'glucose_patch', value: 1 } }
    expect(toRow(telemetry)).toMatchObject({ device_type: 'phone', wearable_type: 'glucose_patch' })
    expect(toRow({ ...telemetry, data: {} })).not.toHaveProperty('wearable_type')
  })

  it('keeps sensitive and undeclared fields out', () => {
    const data = { email: 'a@b.example', name: 'Ana', birth_date: '1990-01-01', consent: 'x', shoe_size: 43 }
    const row = toRow({ ...event, type: 'user', action: 'registered', data })
    for (const name of ['email', 'name', 'birth_date', 'shoe_size']) expect(row).not.toHaveProperty(name)
  })

  it('reads a moment with any offset', () => {
    const data = { shipment_id: 's', dispatched_at: '2026-10-01T12:00:00.5+02:00' }
    expect(toRow({ ...event, type: 'shipment', action: 'delivered', data }).dispatched_at).toBe(
      '2026-10-01 10:00:00.500000',
    )
  })
})
