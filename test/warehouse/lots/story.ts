import type { StoredEvent } from '../../../src/events/envelope.ts'
import { placed, stored } from '../open.ts'

/** Two lots of one patch in October 2026: G-1 is as usual, G-2 harms; S-1 is of another product. */
const on = (day: number, hour = 12) => ({
  occurred_at: `2026-10-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000000Z`,
})
const batch = (action: string, lot: string, day: number, data: object = {}, product_id = 'patch') =>
  stored({ type: 'batch', action, ...on(day), data: { lot, product_id, ...data } })
const inventory = (action: string, lot: string, day: number, data: object) =>
  stored({
    type: 'inventory',
    action,
    ...on(day),
    data: { lot, product_id: 'patch', warehouse_id: 'madrid', ...data },
  })
const parcel = (action: string, shipment_id: string, order_id: string, day: number, lots: string[]) =>
  stored({
    type: 'shipment',
    action,
    ...on(day),
    order_id,
    user_id: `user-${order_id}`,
    data: { shipment_id, warehouse_id: 'madrid', carrier: 'seur', lots },
  })
const ofDevice = (type: string, action: string, device: string, lot: string, day: number, data: object = {}) =>
  stored({
    type,
    action,
    ...on(day, 13),
    device_id: device,
    user_id: `user-${device}`,
    data: { lot, device_type: 'glucose_patch', ...data },
  })
const report = (report_id: string, lot: string, day: number, severity: string, term: string, device_id: string) =>
  stored({
    type: 'adverse_event',
    action: 'reported',
    ...on(day, 20),
    device_id,
    user_id: `user-${device_id}`,
    data: { report_id, severity, lot, term },
  })
const order = (id: string, day: number, lot: string) =>
  placed(id, 1, 45, {
    ...on(day),
    user_id: `user-${id}`,
    data: { items: [{ product_id: 'patch', quantity: 1, unit_price: 45, lot }] },
  })
const wears = (device: string, lot: string, days: readonly number[]) => [
  ofDevice('device', 'activated', device, lot, 10, { firmware: '2.4.1' }),
  ...days.map((valid_patch_days, index) =>
    ofDevice('patch', 'day_recorded', device, lot, 11 + index, { prescribed_days: 1, valid_patch_days }),
  ),
]

export const story: readonly StoredEvent[] = [
  batch('produced', 'G-1', 1, { units_produced: 500, units_rejected: 10 }),
  batch('released', 'G-1', 2),
  batch('produced', 'G-2', 3, { units_produced: 200, units_rejected: 16 }),
  batch('released', 'G-2', 4),
  batch('recalled', 'G-2', 25, { reason: 'adhesive' }),
  batch('produced', 'S-1', 3, { units_produced: 50 }, 'sensor'),
  // 100 came, 30 went and 2 were lost before the shelf was counted: 69. Then 9 went and 1 came back.
  inventory('received', 'G-2', 5, { quantity: 100 }),
  inventory('sold', 'G-2', 6, { quantity: 30 }),
  inventory('shrunk', 'G-2', 6, { quantity: 2 }),
  inventory('counted', 'G-2', 7, { on_hand: 69 }),
  inventory('sold', 'G-2', 8, { quantity: 9 }),
  inventory('adjusted', 'G-2', 9, { quantity: 1 }),
  // never counted by lot: 40 − 15
  inventory('received', 'G-1', 5, { quantity: 40 }),
  inventory('sold', 'G-1', 6, { quantity: 15 }),
  order('o1', 6, 'G-1'),
  order('o2', 6, 'G-2'),
  order('o3', 6, 'G-2'),
  parcel('dispatched', 's1', 'o1', 7, ['G-1']),
  parcel('dispatched', 's2', 'o2', 7, ['G-2', 'S-1']),
  parcel('dispatched', 's3', 'o3', 7, ['G-2']),
  parcel('delivered', 's1', 'o1', 9, ['G-1']),
  parcel('delivered', 's2', 'o2', 9, ['G-2', 'S-1']),
  stored({
    type: 'return',
    action: 'received',
    ...on(20),
    order_id: 'o2',
    data: { return_id: 'r1', items: [{ product_id: 'patch', quantity: 1, lot: 'G-2' }] },
  }),
  ...wears('d1', 'G-1', [1, 1, 1, 0]),
  ...wears('d2', 'G-1', [1, 1]),
  ...wears('d3', 'G-1', [1]),
  ...wears('d4', 'G-1', [1]),
  ...wears('d5', 'G-2', [0, 0, 1, 0]),
  ...wears('d6', 'G-2', []),
  ofDevice('telemetry', 'read', 'd5', 'G-2', 12, { metric: 'glucose', unit: 'mg/dL', value: 40 }),
  ofDevice('telemetry', 'read', 'd5', 'G-2', 13, { metric: 'glucose', unit: 'mg/dL', value: 100 }),
  // No lot, and not of any.
  ofDevice('telemetry', 'read', 'd9', 'UNKNOWN', 13, { metric: 'glucose', unit: 'mg/dL', value: 100 }),
  ...['a1', 'a2', 'a3', 'a4', 'a5'].map((id) => report(id, 'G-1', 15, 'malfunction', 'no reading', 'd1')),
  ...['a6', 'a7', 'a8', 'a9'].map((id) => report(id, 'G-1', 15, 'malfunction', 'leak', 'd1')),
  report('a10', 'G-1', 16, 'severe', 'infection', 'd2'),
  ...['b1', 'b2', 'b3', 'b4'].map((id) => report(id, 'G-2', 14, 'severe', 'Infection', 'd5')),
  report('b5', 'G-2', 15, 'malfunction', 'no reading', 'd6'),
  report('c1', 'UNKNOWN', 15, 'death', 'unknown', 'd9'),
]
