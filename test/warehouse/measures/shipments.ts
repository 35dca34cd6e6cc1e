import { stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

const shipment = (action: string, shipment_id: string, data: object = {}) =>
  stored({ type: 'shipment', action, data: { shipment_id, ...data } })

export default {
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
  shipments_returned: {
    events: [shipment('returned_to_origin', 's1'), shipment('returned_to_origin', 's1'), shipment('lost', 's2')],
    value: 1,
  },
  // 2 / 3; one delivery does not say at which attempt
  first_attempt_delivery_rate: {
    events: [
      ...[1, 1, 2].map((attempt) => shipment('delivered', `s${attempt}`, { attempt })),
      shipment('delivered', 's4'),
      shipment('attempted', 's5', { attempt: 1 }),
    ],
    value: 2 / 3,
  },
} satisfies Fixtures
