import { afterAll, beforeAll, expect, test } from 'vitest'
import { dayHours, drawReadings } from '../../src/statistics/sensors/drawn-readings.ts'
import { startService } from '../service.ts'

const hourMs = 3_600_000
const days = 29
/** A reading of the middle of the day, at night: the last but five hours of the last day. */
const faultHour = days * dayHours - 6
const drawn = drawReadings(4, {
  ...{ days, seed: 'devices of the service', metrics: ['glucose', 'temperature'] },
  faults: new Map([[`d2 temperature ${faultHour}`, 30]]),
})

let service: Awaited<ReturnType<typeof startService>>
let end: number
const timeOf = (hour: number) => new Date(end + (hour - days * dayHours) * hourMs).toISOString()

beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  end = Math.floor(Date.now() / hourMs) * hourMs
  const readings = drawn.flatMap(({ device, metric, unit, hours, values }) =>
    hours.map((hour, index) => ({
      ...{ type: 'telemetry', action: 'read', producer: 'test', device_id: device, user_id: 'u' },
      ...{ occurred_at: timeOf(hour), idempotency_key: `${device} ${metric} ${hour}` },
      data: { metric, unit, value: values[index] },
    })),
  )
  await service.send(readings)
  await service.settled()
}, 180_000)
afterAll(() => service.stopAndClean())

const hours = (count: number) => ({ name: 'hours', datatype: 'INT32', shape: [1], data: [count] })
const ids = (...data: string[]) => ({ name: 'device_id', datatype: 'BYTES', shape: [data.length], data })
const predict = (inputs: readonly object[], parameters: object = { to: new Date(end).toISOString() }) =>
  service.call('POST', '/analytics/ml/predict', { model_name: 'device_anomaly', inputs, parameters })
const outputs = (body: { outputs: { name: string; data: unknown[] }[] }) =>
  Object.fromEntries(body.outputs.map(({ name, data }) => [name, data])) as Record<string, unknown[]>

test('the device that reads at night what it reads by day is found, with its sensor and hour', async () => {
  const { status, body } = await predict([hours(24)])
  expect(status).toBe(200)
  const found = outputs(body)
  expect([found.device_id?.[0], found.metric?.[0], found.hour?.[0]]).toEqual(['d2', 'temperature', timeOf(faultHour)])
  expect(found.judged).toEqual([96])
  expect(Number(found.error?.[0])).toBeLessThan(Number(found.naive_error?.[0]) / 2)
  // Two sensors are judged in each hour.
  expect(found.threshold?.[0]).toBeGreaterThan(3.5)
})

test('devices may be named; a range of before knows nothing of later', async () => {
  const others = outputs((await predict([hours(24), ids('d0', 'd1')])).body)
  expect(others.judged).toEqual([48])
  expect(others.device_id).not.toContain('d2')
  const earlier = outputs((await predict([hours(24)], { to: timeOf(faultHour) })).body)
  expect(earlier.hour).not.toContain(timeOf(faultHour))
})

test('what has no history, and what does not fit, is refused with the reason', async () => {
  const refused = async (...given: Parameters<typeof predict>) => (await predict(...given)).body.code
  expect(await refused([hours(24), ids('nothing')])).toBe('not_enough_data')
  expect(await refused([hours(24)], { to: timeOf(48) })).toBe('not_enough_data')
  expect(await refused([hours(0)])).toBe('invalid_request')
  expect(await refused([hours(24)], { to: 'yesterday' })).toBe('invalid_request')
})

test('the list says how much closer it comes than the median of the history', async () => {
  const { models } = (await service.call('GET', '/analytics/ml/models')).body
  const model = models.find(({ name }: { name: string }) => name === 'device_anomaly')
  expect(model).toMatchObject({ state: 'ready', trained_on: { devices: 4, series: 8, seasonal_series: 8 } })
  expect(model.metrics.error).toBeLessThan(model.metrics.naive_error / 2)
})
