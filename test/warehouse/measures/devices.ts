import { stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

const reading = (value: number, unit = 'mg/dL', metric = 'glucose', device_id = 'd1') =>
  stored({ type: 'telemetry', action: 'read', device_id, data: { metric, unit, value } })
const day = (prescribed_days: number, valid_patch_days: number) =>
  stored({ type: 'patch', action: 'day_recorded', device_id: 'd2', data: { prescribed_days, valid_patch_days } })
const harm = (action: string) => stored({ type: 'adverse_event', action, data: { report_id: 'r', severity: 'mild' } })
const device = (action: string, device_id: string) => stored({ type: 'device', action, device_id })
const dose = (action: string) => stored({ type: 'dose', action, device_id: 'd1' })

export default {
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
  // 1 000 × 2 / (5.5 + 3.5)
  adverse_events_per_1000_patch_days: {
    events: [harm('reported'), harm('reported'), harm('closed'), day(7, 5.5), day(5, 3.5)],
    value: 2_000 / 9,
  },
  // d1 was activated again
  device_activations: {
    events: [device('activated', 'd1'), device('activated', 'd1'), device('activated', 'd2'), device('faulted', 'd3')],
    value: 2,
  },
  // 3 / (3 + 1 + 1); one that is only scheduled is not due yet
  dose_success_rate: {
    events: ['delivered', 'delivered', 'delivered', 'failed', 'missed', 'scheduled'].map(dose),
    value: 0.6,
  },
} satisfies Fixtures
