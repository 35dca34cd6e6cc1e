import { stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

const reading = (at: string, value: number, device_id: string, metric = 'glucose', unit = 'mg/dL', lot = 'L1') =>
  stored({
    type: 'telemetry',
    action: 'read',
    device_id,
    occurred_at: `${at}:00.000000Z`,
    data: { metric, value, unit, lot },
  })

export default {
  // d1: 80 and 120 have the mean 100 and the deviation 20: 0.2. d2 on the 1st: 90 and 110: 0.1, on the 3rd: 50 and 150: 0.5.
  // A single reading, and a mean of 0, have none. (0.2 + 0.1 + 0.5 + 0) / 4
  sensor_stability: {
    fromEvents: true,
    events: [
      reading('2026-10-01T08:00', 80, 'd1'),
      reading('2026-10-01T22:30', 120, 'd1'),
      reading('2026-10-01T08:00', 90, 'd2'),
      reading('2026-10-01T09:00', 110, 'd2'),
      reading('2026-10-03T09:00', 50, 'd2', 'glucose', 'mg/dL', 'L2'),
      reading('2026-10-03T10:00', 150, 'd2'),
      reading('2026-10-04T10:00', 150, 'd2'),
      reading('2026-10-01T08:00', -1, 'd1', 'current', 'nA'),
      reading('2026-10-01T09:00', 1, 'd1', 'current', 'nA'),
      reading('2026-10-01T08:00', 5, 'd1', 'glucose', 'mmol/L'),
      reading('2026-10-01T09:00', 5, 'd1', 'glucose', 'mmol/L'),
    ],
    value: 0.2,
    // (0.2 + 0.1 + 0) / 3
    ofDay: 0.3 / 3,
    asks: [
      {
        question: { granularity: 'day', dimensions: ['metric'] },
        rows: [
          { time: '2026-10-01', metric: 'glucose', sensor_stability: 0.3 / 3 },
          { time: '2026-10-03', metric: 'glucose', sensor_stability: 0.5 },
        ],
      },
      {
        // in Madrid the 120 is of the 2nd: d2 and the other unit are left of the 1st
        question: { granularity: 'day', timezone: 'Europe/Madrid' },
        rows: [
          { time: '2026-10-01', sensor_stability: 0.05 },
          { time: '2026-10-03', sensor_stability: 0.5 },
        ],
      },
      // by lot the day of two lots is two groups of one reading each
      {
        question: { filters: { metric: 'glucose' }, dimensions: ['lot'] },
        rows: [{ lot: 'L1', sensor_stability: 0.3 / 3 }],
      },
      {
        question: { from: '2026-10-01', to: '2026-10-02', granularity: 'hour' },
        rows: [],
      },
    ],
  },
} satisfies Fixtures
