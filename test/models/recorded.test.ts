import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'

const dayMs = 86_400_000
const dayAhead = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
})
afterAll(() => service.stopAndClean())

const history = Array.from({ length: 60 }, (_, day) => 20 + 3 * (day % 7) + ((day * 5) % 4))
const call = (parameters: object, more: object = {}, headers = {}) =>
  service.call(
    'POST',
    '/analytics/ml/predict',
    {
      ...{ model_name: 'demand_forecast', parameters, ...more },
      inputs: [
        { name: 'history', datatype: 'FP64', shape: [history.length], data: history },
        { name: 'horizon', datatype: 'INT32', shape: [1], data: [3] },
      ],
    },
    headers,
  )
const made = async () => {
  await service.settled()
  const { events } = (await service.call('GET', '/analytics/events?type=prediction&limit=100')).body
  return (events as { data: Record<string, unknown>; producer: string; occurred_at: string }[]).sort((a, b) =>
    String(a.data.horizon_on) < String(b.data.horizon_on) ? -1 : 1,
  )
}
const named = { record: true, subject_type: 'product', subject_id: 'patch', first_on: dayAhead(0), unit: 'units' }

test('nothing is recorded of a call that does not ask for it, or may not send events', async () => {
  expect((await call({})).body).not.toHaveProperty('parameters')
  const { body } = await service.call('POST', '/analytics/api-keys', { name: 'reader', scopes: ['analytics:read'] })
  const reader = { authorization: `Bearer ${body.key}` }
  expect(await call(named, {}, reader)).toMatchObject({ status: 403, body: { scope: 'analytics:ingest' } })
  expect((await call({}, {}, reader)).status).toBe(200)
  for (const [parameters, path] of [
    [{ ...named, record: 'yes' }, '/parameters/record'],
    [{ ...named, first_on: 'soon' }, '/parameters/first_on'],
    [{ ...named, step: 'month' }, '/parameters/step'],
    [{ ...named, unit: 3 }, '/parameters/unit'],
  ] as const) {
    const { status, body } = await call(parameters)
    expect([status, body.errors?.[0].path]).toEqual([422, path])
  }
  const anomaly = { model_name: 'device_anomaly', parameters: { record: true } }
  const inputs = [{ name: 'hours', datatype: 'INT32', shape: [1], data: [1] }]
  expect((await service.call('POST', '/analytics/ml/predict', { ...anomaly, inputs })).status).toBe(422)
  expect(await made()).toEqual([])
})

test('what a built-in model predicts is recorded once for a call, and judged when it is observed', async () => {
  const first = await call(named, { id: 'run-1' })
  expect(first.status).toBe(200)
  expect(first.body.parameters).toEqual({ predictions: 3, recorded: 3 })
  const outputs = Object.fromEntries(
    first.body.outputs.map(({ name, data }: { name: string; data: number[] }) => [name, data]),
  )
  const events = await made()
  expect(events.map(({ data }) => data)).toMatchObject(
    [0, 1, 2].map((step) => ({
      ...{ model: 'demand_forecast', model_version: '1', subject_type: 'product', subject_id: 'patch', unit: 'units' },
      ...{
        horizon_on: dayAhead(step),
        value: outputs.value[step],
        lower: outputs.lower[step],
        upper: outputs.upper[step],
      },
    })),
  )

  // Again, also twice at once: nothing is new.
  const again = await Promise.all([call(named, { id: 'run-1' }), call(named, { id: 'run-1' })])
  expect(again.map(({ body }) => body.parameters)).toEqual([
    { predictions: 3, recorded: 0 },
    { predictions: 3, recorded: 0 },
  ])
  // Another call is another prediction; one without an id is the same for a day.
  expect((await call(named, { id: 'run-2' })).body.parameters.recorded).toBe(3)
  expect((await call(named)).body.parameters.recorded).toBe(3)
  expect((await call(named)).body.parameters.recorded).toBe(0)
  const all = await made()
  expect(all).toHaveLength(9)
  expect(new Set(all.map(({ data }) => data.prediction_id)).size).toBe(9)

  await service.send(
    events.map(({ data }) => ({
      ...{ type: 'prediction', action: 'observed', producer: 'shop', occurred_at: new Date().toISOString() },
      data: { ...data, observed_value: Number(data.value) + 1 },
    })),
  )
  await service.settled()
  const range = { from: dayAhead(-1), to: dayAhead(1) }
  const { body } = await service.call('POST', '/analytics/predictions', range)
  expect(body.models).toHaveLength(1)
  expect(body.models[0]).toMatchObject({ model: 'demand_forecast', model_version: '1', unit: 'units' })
  expect(body.models[0].mae).toBeCloseTo(1, 6)
})
