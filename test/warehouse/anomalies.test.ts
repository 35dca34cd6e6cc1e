import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerAnomalies } from '../../src/insights/anomalies/answer.ts'
import { openTestWarehouse, stored } from './open.ts'

/** A reading each five minutes from noon of 1 October 2026. */
const readings = (device_id: string, values: readonly number[], unit = 'mg/dL', given: object = {}) =>
  values.map((value, index) =>
    stored({
      type: 'telemetry',
      action: 'read',
      occurred_at: new Date(Date.UTC(2026, 9, 1, 12) + index * 300_000).toISOString().replace('Z', '000Z'),
      device_id,
      data: { metric: 'glucose', value, unit, ...given },
    }),
  )
/** 96 to 104 three times over: median 100, median distance 2. */
const steady = [1, 2, 3].flatMap(() => [96, 97, 98, 99, 100, 101, 102, 103, 104])

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  await opened.warehouse.insert(
    [
      ...readings('d1', [...steady, 115, 100, 85], 'mg/dL', { firmware: '2.5.0' }),
      ...readings('d2', [...steady, 105]),
      // Its own scale: what is much for d1 is nothing for d3. And another unit is another series.
      ...readings('d3', steady.map((value) => 10 * value).concat(1015)),
      ...readings('d4', steady),
      ...readings('d4', [5, 6, 500], 'mmol/L'),
      ...readings('d5', [1, 1, 1, 900], '°C', { metric: 'skin_temperature' }),
    ],
    'readings',
  )
})
afterAll(() => opened.close())

const ask = (given: object = {}) =>
  opened.warehouse.ask('acme', answerAnomalies, {
    ...{ metric: 'glucose', from: '2026-10-01', to: '2026-10-02', threshold: 3.5, window: 288, limit: 100 },
    ...given,
  })

it('are readings far from what their own device read before', async () => {
  const { readings, scored, anomalies, samples } = await ask()
  // 30 + 28 + 28 + 27 + 3, of which the first 24 of each device and unit are history alone
  expect({ readings, scored, anomalies }).toEqual({ readings: 116, scored: 6 + 4 + 4 + 3, anomalies: 2 })
  // 0.6745 · 15 / 2 after the 27; then 0.6745 · −15 / 2 after 29, whose median and median distance are the same
  expect(samples.map(({ device_id, value, score }) => [device_id, value, score])).toEqual([
    ['d1', 115, 0.6745 * 7.5],
    ['d1', 85, 0.6745 * -7.5],
  ])
  expect(samples[0]).toMatchObject({ unit: 'mg/dL', median: 100, mad: 2, occurred_at: '2026-10-01T14:15:00.000000Z' })
  expect(samples[0]?.event_id).toMatch(/^[0-9a-f-]{36}$/)
})

it('are counted by device, those with the most first', async () => {
  const { devices } = await ask()
  expect(devices[0]).toEqual({
    ...{ device_id: 'd1', unit: 'mg/dL', readings: 30, anomalies: 2, share: 2 / 6 },
    ...{ median: 100, mad: 2, last_at: '2026-10-01T14:25:00.000000Z' },
  })
  expect(devices).toHaveLength(5)
  expect(devices.find(({ unit }) => unit === 'mmol/L')).toMatchObject({ anomalies: 0, share: null })
})

it('depend on the threshold and on the filters', async () => {
  expect((await ask({ threshold: 6 })).anomalies).toBe(0)
  expect(await ask({ filters: { firmware: '2.5.0' } })).toMatchObject({ readings: 30, anomalies: 2 })
  expect(await ask({ metric: 'flow' })).toMatchObject({ readings: 0, anomalies: 0, devices: [], samples: [] })
})

it('are those of one tenant', async () => {
  const request = { metric: 'glucose', from: '2026-10-01', to: '2026-10-02', threshold: 3.5, window: 288, limit: 100 }
  expect(await opened.warehouse.ask('globex', answerAnomalies, request)).toMatchObject({ readings: 0, devices: [] })
})
