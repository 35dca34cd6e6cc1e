import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import { churnModel } from '../../src/models/built-in/churn.ts'
import { openGateway } from '../../src/models/gateway.ts'
import { Failure } from '../../src/platform/errors.ts'
import { drawCustomers } from '../../src/statistics/customers/drawn-customers.ts'
import { customerBefore } from '../../src/statistics/customers/purchased.ts'
import { startService } from '../service.ts'

const dayMs = 86_400_000
const days = 300
const truth = { r: 0.8, alpha: 20, a: 0.8, b: 3, p: 6, q: 4, v: 60 }
const drawn = drawCustomers(truth, 700, { days, seed: 'customers of the service' })

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  // Day 300 is today, which is not over.
  const began = (Math.floor(Date.now() / dayMs) - days) * dayMs
  const orders = drawn.flatMap(({ days: bought, values }, customer) =>
    bought.map((day, index) => ({
      ...{ type: 'order', action: 'placed', producer: 'test', user_id: `u${customer}` },
      ...{ order_id: `o${customer}-${day}`, idempotency_key: `o${customer}-${day}` },
      occurred_at: new Date(began + day * dayMs + 60_000).toISOString(),
      data: {
        currency: 'EUR',
        items: [{ product_id: 'patch', quantity: 1, unit_price: Math.round((values[index] ?? 0) * 100) / 100 }],
      },
    })),
  )
  await service.send(orders)
  await service.settled()
}, 120_000)
afterAll(() => service.stopAndClean())

const predict = (model_name: string, inputs: readonly object[], headers = {}) =>
  service.call('POST', '/analytics/ml/predict', { model_name, inputs }, headers)
const tensor = (name: string, data: readonly unknown[], datatype = typeof data[0] === 'string' ? 'BYTES' : 'FP64') => ({
  ...{ name, datatype, shape: [data.length], data },
})
const outputs = (body: { outputs: { name: string; data: (number | null)[] }[] }) =>
  Object.fromEntries(body.outputs.map(({ name, data }) => [name, data])) as Record<string, (number | null)[]>

const known = drawn.slice(0, 3).map((it) => customerBefore(it, days))
const figures = [
  tensor(
    'frequency',
    known.map((it) => it?.repeats),
  ),
  tensor(
    'recency_days',
    known.map((it) => it?.recency),
  ),
  tensor(
    'age_days',
    known.map((it) => it?.age),
  ),
  tensor(
    'mean_value',
    known.map((it) => it?.meanValue),
  ),
]
const ids = tensor('user_id', ['u0', 'u1', 'u2', 'unknown'])

test('customers are scored by their ids and by their figures alike; an unknown id has no prediction', async () => {
  for (const [model, names] of [
    ['customer_value', ['expected_purchases', 'expected_value']],
    ['churn', ['p_alive', 'p_no_purchase']],
  ] as const) {
    const [byId, byFigures] = await Promise.all([predict(model, [ids]), predict(model, figures)])
    expect([byId.status, byFigures.status]).toEqual([200, 200])
    for (const name of names) {
      const [told, same] = [outputs(byId.body)[name] ?? [], outputs(byFigures.body)[name] ?? []]
      expect(told[3]).toBeNull()
      expect(same).toHaveLength(3)
      for (const [index, value] of same.entries()) expect(told[index]).toBeCloseTo(Number(value), 2)
    }
  }
})

test('both do better than their naive baselines, and the list says by how much and on what', async () => {
  const { models } = (await service.call('GET', '/analytics/ml/models')).body
  const of = (wanted: string) => models.find(({ name }: { name: string }) => name === wanted)
  const [value, churn] = [of('customer_value'), of('churn')]
  expect(value).toMatchObject({ state: 'ready', trained_on: { horizon_days: 30, currency: 'EUR' } })
  expect(value.metrics.value_mae).toBeLessThan(value.metrics.naive_value_mae)
  expect(value.metrics.purchases_mae).toBeLessThan(value.metrics.naive_purchases_mae)
  expect(churn.metrics.brier).toBeLessThan(churn.metrics.naive_brier)
  expect(churn.metrics.auc).toBeGreaterThan(0.7)
  const told = outputs((await predict('churn', [ids])).body)
  expect(told.brier).toEqual([churn.metrics.brier])
  const { rows } = await service.service.db.query(
    "SELECT metrics FROM ml_models WHERE tenant_id = 'demo' AND name = 'churn'",
  )
  expect(rows).toEqual([{ metrics: churn.metrics }])
})

test('while the warehouse is unavailable the list shows what is on record', async () => {
  const listed = (await service.call('GET', '/analytics/ml/models')).body.models
  const gateway = openGateway({
    ...{
      db: service.service.db,
      builtIn: [churnModel],
      remote: undefined,
      granted: [],
      concurrency: 2,
      maxBytes: 1_000,
    },
    now: Date.now,
    asTenant: () => () => Promise.reject(new Failure('warehouse_unavailable', 'The warehouse is unavailable.')),
  })
  const [churn] = await gateway.list('demo', false)
  const before = listed.find(({ name }: { name: string }) => name === 'churn')
  expect(churn).toEqual({ ...before, state: 'unavailable' })
})

test('a longer horizon holds more', async () => {
  const horizon = (days: number) => [ids, tensor('horizon_days', [days], 'INT32')]
  const [short, long] = await Promise.all([30, 60].map((days) => predict('churn', horizon(days))))
  const [few, more] = [outputs(short?.body), outputs(long?.body)]
  expect(more.p_no_purchase?.[0]).toBeLessThan(Number(few.p_no_purchase?.[0]))
})

test('what does not fit together is refused', async () => {
  const refused = async (...inputs: object[]) => (await predict('churn', inputs)).body.code
  expect(await refused(ids, ...figures)).toBe('invalid_request')
  expect(await refused(tensor('horizon_days', [30], 'INT32'))).toBe('invalid_request')
  expect(await refused(...figures.slice(1))).toBe('invalid_request')
  expect(await refused(tensor('frequency', [1]), ...figures.slice(1))).toBe('invalid_request')
  expect(await refused(ids, tensor('horizon_days', [0], 'INT32'))).toBe('invalid_request')
})

test('a tenant without history gets the reason for no prediction, and nothing of others', async () => {
  const wanted = { tenantId: 'clinic', name: 'reader', scopes: ['analytics:read'] as const }
  const stranger = { authorization: `Bearer ${(await createApiKey(service.service.db, wanted)).key}` }
  const { status, body } = await predict('customer_value', [ids], stranger)
  expect([status, body.code]).toEqual([422, 'not_enough_data'])
  expect(body.detail).toContain('0 customers came back and paid')
  const { models } = (await service.call('GET', '/analytics/ml/models', undefined, stranger)).body
  expect(models).toContainEqual(
    expect.objectContaining({
      name: 'churn',
      state: 'not_enough_data',
      trained_on: null,
      metrics: { reason: body.detail },
    }),
  )
})
