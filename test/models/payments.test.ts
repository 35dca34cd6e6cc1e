import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawPayments } from '../../src/statistics/payments/drawn-payments.ts'
import { startService } from '../service.ts'

const dayMs = 86_400_000
const count = 2_500
const drawn = drawPayments(count, { seed: 'payments of the service' })

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  const began = Math.floor(Date.now() / dayMs) * dayMs - 3 * dayMs
  const at = (ms: number) => new Date(began + ms).toISOString()
  // A second attempt belongs to the order of the last first one that has none yet.
  const retried: number[] = []
  const orders = drawn.map(({ attempt }, index) => {
    if (attempt === 1) retried.push(index)
    return `o${attempt === 1 ? index : retried.pop()}`
  })
  const payments = drawn.flatMap(({ gateway, method, country, amount, begun, failed, captured }, index) => {
    const event = {
      ...{ type: 'payment', producer: 'test', order_id: orders[index], user_id: 'u', context: { country } },
      data: { payment_id: `p${index}`, gateway, method, amount: Math.round(amount * 100) / 100, currency: 'EUR' },
    }
    const outcome = failed === null ? 'captured' : 'failed'
    return [
      { ...event, action: 'initiated', occurred_at: at(begun), idempotency_key: `begun ${index}` },
      { ...event, action: outcome, occurred_at: at(failed ?? captured ?? 0), idempotency_key: `told ${index}` },
    ]
  })
  // Of today, which is not over: a thousand failures that must not count.
  const today = Array.from({ length: 1_000 }, (_, index) => ({
    ...{ type: 'payment', action: 'failed', producer: 'test', order_id: `t${index}`, user_id: 'u' },
    ...{ occurred_at: new Date(began + 3 * dayMs + index).toISOString(), idempotency_key: `today ${index}` },
    data: { payment_id: `t${index}`, gateway: 'alpha', method: 'card', amount: 1, currency: 'EUR' },
  }))
  await service.send([...payments, ...today])
  await service.settled()
}, 120_000)
afterAll(() => service.stopAndClean())

const tensor = (name: string, datatype: string, data: readonly unknown[]) => ({
  ...{ name, datatype, shape: [data.length], data },
})
const texts = (name: string, ...data: string[]) => tensor(name, 'BYTES', data)
const numbers = (name: string, ...data: number[]) => tensor(name, 'FP64', data)
const predict = (...inputs: object[]) =>
  service.call('POST', '/analytics/ml/predict', { model_name: 'payment_risk', inputs })

const two = [
  ...[texts('gateway', 'alpha', 'beta'), texts('method', 'wallet', 'card'), texts('currency', 'EUR', 'EUR')],
  ...[numbers('amount', 50, 50), numbers('hour', 12, 12)],
]

test('the planted risk is found, with coefficients to read and the base rate beside it', async () => {
  const { status, body } = await predict(...two, numbers('attempt', 1, 2))
  expect(status).toBe(200)
  const outputs = Object.fromEntries(
    body.outputs.map(({ name, data }: { name: string; data: unknown }) => [name, data]),
  )
  const [safe, risky] = outputs.probability
  expect(safe).toBeLessThan(0.06)
  expect(risky).toBeGreaterThan(0.25)
  expect(outputs.base_rate[0]).toBeCloseTo(drawn.filter(({ failed }) => failed !== null).length / count, 12)
  expect(outputs.brier[0]).toBeLessThan(outputs.base_brier[0])
  const coefficient = (name: string) => outputs.coefficient[outputs.coefficient_of.indexOf(name)]
  expect(coefficient('gateway=beta') - coefficient('gateway=alpha')).toBeGreaterThan(0.6)
  expect(coefficient('attempt=2') - coefficient('attempt=1')).toBeGreaterThan(0.3)
})

test('the list says what it was fitted on, without today, and how well it is calibrated', async () => {
  const { models } = (await service.call('GET', '/analytics/ml/models')).body
  const model = models.find(({ name }: { name: string }) => name === 'payment_risk')
  expect(model).toMatchObject({ state: 'ready', trained_on: { payments: count, judged_payments: count / 4 } })
  expect(model.metrics.skill).toBeGreaterThan(0)
  expect(model.metrics.reliability.length).toBeGreaterThan(3)
})

test('an unknown gateway counts as the average; what does not fit is refused', async () => {
  const { body } = await predict(texts('gateway', 'gamma', 'delta'), ...two.slice(1))
  const [first, second] = body.outputs[0].data
  expect(first).toBeLessThan(second)
  const refused = async (...inputs: object[]) => (await predict(...inputs)).body.code
  expect(await refused(...two.slice(1))).toBe('invalid_request')
  expect(await refused(texts('gateway', 'alpha'), ...two.slice(1))).toBe('invalid_request')
  expect(await refused(...two.slice(0, 4), numbers('hour', 24, 1))).toBe('invalid_request')
  expect(await refused(...two, numbers('attempt', 0, 1))).toBe('invalid_request')
})
