import { expect, test } from 'vitest'
import type { StoredEvent } from '../events/envelope.ts'
import { matches } from './filter.ts'

const event = (data: Record<string, unknown>): StoredEvent => ({
  id: '01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e5f',
  ...{ type: 'order', action: 'placed', schema_version: 1, producer: 'shop', tenant_id: 'demo', idempotency_key: 'k' },
  ...{ occurred_at: '2026-10-01T10:00:00.000000Z', received_at: '2026-10-01T10:00:01.000000Z', device_at: null },
  ...{ source_service: null, user_id: null, session_id: null, order_id: 'o-1', device_id: null, trace_id: null },
  ...{ context: {}, data, checksum: '1' },
})

test.each([
  [{ payment_id: 'p' }, { payment_id: 'p' }, { payment_id: 'q' }],
  [{ shipment_id: 's' }, { shipment_id: 's' }, {}],
  [{ cart_id: 'c' }, { cart_id: 'c' }, { payment_id: 'c' }],
  [{ lot: 'L' }, { lot: 'L' }, { lot: 'M' }],
  [{ lot: 'L' }, { lots: ['K', 'L'] }, { lots: 'L' }],
  [{ lot: 'L' }, { items: [{ lot: 'K' }, { lot: 'L' }] }, { items: [null, { product_id: 'L' }] }],
])('%j follows events that name it, wherever a lot may stand, and no others', (filters, named, other) => {
  expect(matches(event(named), filters)).toBe(true)
  expect(matches(event(other), filters)).toBe(false)
})
