import type { StoredEvent } from '../../src/events/envelope.ts'
import { payment, placed, stored } from './open.ts'

interface Fixture {
  readonly events: readonly StoredEvent[]
  /** Worked out by hand. */
  readonly value: number | null
}

const cancelled = (order_id: string) =>
  stored({ type: 'order', action: 'cancelled', order_id, data: { currency: 'EUR' } })
const seen = (session_id: string) =>
  stored({ type: 'product', action: 'viewed', session_id, data: { product_id: 'p' } })
const refund = (action: string) =>
  stored({ type: 'refund', action, data: { refund_id: 'r', amount: 5, currency: 'EUR' } })
const returned = (order_id: string, action = 'received') =>
  stored({ type: 'return', action, order_id, data: { return_id: 'r' } })
const shipment = (action: string, shipment_id: string, data: object = {}) =>
  stored({ type: 'shipment', action, data: { shipment_id, ...data } })
const reading = (value: number, unit = 'mg/dL', metric = 'glucose', device_id = 'd1') =>
  stored({ type: 'telemetry', action: 'read', device_id, data: { metric, unit, value } })
const day = (prescribed_days: number, valid_patch_days: number) =>
  stored({ type: 'patch', action: 'day_recorded', device_id: 'd2', data: { prescribed_days, valid_patch_days } })
const harm = (action: string) => stored({ type: 'adverse_event', action, data: { report_id: 'r', severity: 'mild' } })

/** Events (of noon, 1 October 2026, UTC) and the value that a measure has over them, by the measure's id. */
export const fixtures: Readonly<Record<string, Fixture>> = {
  // 2 × 10.10 + 3 × 0.10; what is cancelled still counts
  gmv: { events: [placed('o1', 2, 10.1), placed('o2', 3, 0.1), cancelled('o1')], value: 20.5 },
  // o1 was sent twice
  orders: { events: [placed('o1', 1, 1), placed('o1', 1, 1), placed('o2', 1, 1), cancelled('o3')], value: 2 },
  items_sold: { events: [placed('o1', 2, 1), placed('o2', 1.5, 1)], value: 3.5 },
  // u1 twice, u2, and somebody unknown
  unique_purchasers: {
    events: [
      placed('o1', 1, 1, { user_id: 'u1' }),
      placed('o2', 1, 1, { user_id: 'u1' }),
      placed('o3', 1, 1, { user_id: 'u2' }),
      placed('o4', 1, 1),
    ],
    value: 2,
  },
  // over all types; an event without a session is in none
  sessions: {
    events: [seen('s1'), seen('s1'), placed('o1', 1, 1, { session_id: 's2' }), harm('reported')],
    value: 2,
  },
  // (2 × 15 + 1 × 7) / 2 orders
  aov: { events: [placed('o1', 2, 15), placed('o2', 1, 7)], value: 18.5 },
  // 40 / 1 person
  arpu: { events: [placed('o1', 1, 10, { user_id: 'u1' }), placed('o2', 1, 30, { user_id: 'u1' })], value: 40 },
  // 1 / 4
  conversion_rate: {
    events: [payment('captured', 5, { session_id: 's1' }), ...['s2', 's3', 's4'].map(seen)],
    value: 0.25,
  },
  payments_captured: { events: [payment('captured', 1), payment('captured', 1), payment('failed', 1)], value: 2 },
  payments_failed: { events: [payment('captured', 1), payment('failed', 1), payment('voided', 1)], value: 1 },
  // 3 / (3 + 1)
  payment_success_rate: {
    events: [...[1, 2, 3].map((amount) => payment('captured', amount)), payment('failed', 1), payment('authorised', 1)],
    value: 0.75,
  },
  // 0.1 + 0.2, which is 0.3 where amounts are decimals
  payment_volume: { events: [payment('captured', 0.1), payment('captured', 0.2), payment('failed', 9)], value: 0.3 },
  refunds: { events: [refund('completed'), refund('completed'), refund('requested')], value: 2 },
  // 1 / 2
  refund_rate: { events: [refund('completed'), payment('captured', 1), payment('captured', 1)], value: 0.5 },
  // o1 came back in two parcels
  returns: { events: [returned('o1'), returned('o1'), returned('o2'), returned('o3', 'requested')], value: 2 },
  // 1 / 2
  return_rate: { events: [placed('o1', 1, 1), placed('o2', 1, 1), returned('o1')], value: 0.5 },
  orders_cancelled: { events: [cancelled('o1'), cancelled('o1'), placed('o2', 1, 1)], value: 1 },
  // 1 / 4
  cancellation_rate: {
    events: [...['o1', 'o2', 'o3', 'o4'].map((id) => placed(id, 1, 1)), cancelled('o4')],
    value: 0.25,
  },
  shipments_dispatched: {
    events: [shipment('dispatched', 's1'), shipment('dispatched', 's1'), shipment('delivered', 's2')],
    value: 1,
  },
  shipments_delivered: {
    events: [shipment('delivered', 's1'), shipment('delivered', 's2'), shipment('attempted', 's3')],
    value: 2,
  },
  // 1 / 2
  rto_rate: {
    events: [
      shipment('dispatched', 's1'),
      shipment('dispatched', 's2'),
      shipment('returned_to_origin', 's1'),
      shipment('returned_to_origin', 's1'),
    ],
    value: 0.5,
  },
  // the day itself and the very moment are on time, the day before and a second before are not; 2 / 4
  on_time_delivery_rate: {
    events: [
      shipment('delivered', 's1', { eta: '2026-10-01' }),
      shipment('delivered', 's2', { eta: '2026-09-30' }),
      shipment('delivered', 's3', { eta: '2026-10-01T14:00:00+02:00' }),
      shipment('delivered', 's4', { eta: '2026-10-01T11:59:59Z' }),
      shipment('delivered', 's5'),
    ],
    value: 0.5,
  },
  // (24 + 1.5) / 2; one parcel does not say when it left
  average_delivery_hours: {
    events: [
      shipment('delivered', 's1', { dispatched_at: '2026-09-30T12:00:00Z' }),
      shipment('delivered', 's2', { dispatched_at: '2026-10-01T12:30:00+02:00' }),
      shipment('delivered', 's3'),
    ],
    value: 12.75,
  },
  // d1 and d2; an adverse event is no sign of life
  active_devices: {
    events: [
      reading(100),
      day(1, 1),
      stored({ type: 'dose', action: 'delivered', device_id: 'd1' }),
      stored({
        type: 'adverse_event',
        action: 'reported',
        device_id: 'd9',
        data: { report_id: 'r', severity: 'mild' },
      }),
    ],
    value: 2,
  },
  // (5.5 + 3.5) / (7 + 5)
  device_adherence: { events: [day(7, 5.5), day(5, 3.5)], value: 0.75 },
  readings: { events: [reading(1), reading(2), reading(36.6, '°C', 'skin_temperature')], value: 3 },
  // 53 and 251 mg/dL, 2.9 and 14 mmol/L; the bounds themselves are in range, and a temperature has none
  readings_out_of_range: {
    events: [
      ...[53, 54, 250, 251].map((value) => reading(value)),
      ...[2.9, 3, 13.9, 14].map((value) => reading(value, 'mmol/L')),
      reading(20, '°C', 'skin_temperature'),
    ],
    value: 4,
  },
  adverse_events: { events: [harm('reported'), harm('reported'), harm('closed')], value: 2 },
  // 1 / 2
  adverse_event_rate: {
    events: [harm('reported'), reading(100), reading(100, 'mg/dL', 'glucose', 'd2')],
    value: 0.5,
  },
}

/** The measures that have no value, rather than 0, where there is nothing to divide by. */
export const ratios = [
  ...['aov', 'arpu', 'conversion_rate', 'payment_success_rate', 'refund_rate', 'return_rate', 'cancellation_rate'],
  ...['rto_rate', 'on_time_delivery_rate', 'average_delivery_hours', 'device_adherence', 'adverse_event_rate'],
]
