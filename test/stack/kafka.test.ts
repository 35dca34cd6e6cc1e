import { Admin } from '@platformatic/kafka'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { type KafkaServer, startKafka } from './kafka.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let postgres: PostgresServer
let kafka: KafkaServer
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  ;[postgres, kafka] = await Promise.all([startPostgres(), startKafka()])
  service = await startService({ DATABASE_URL: await postgres.createDatabase(), KAFKA_BROKERS: kafka.brokers })
})
afterAll(async () => {
  await service?.stopAndClean()
  await Promise.all([postgres?.stop(), kafka?.stop()])
})

const payments = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    type: 'payment',
    action: 'captured',
    occurred_at: new Date(Date.UTC(2026, 9, 1, index % 24)).toISOString(),
    producer: 'payments',
    order_id: `o-${(from + index) % 50}`,
    idempotency_key: `payment-${from + index}`,
    data: { payment_id: `p-${from + index}`, gateway: 'stripe', method: 'card', amount: 1.01, currency: 'EUR' },
  }))
const total = { metrics: ['payments_captured', 'payment_volume'], from: '2026-10-01', to: '2026-10-02' }
const totals = async () => (await service.call('POST', '/analytics/query', total)).body.totals

test('events go from the ledger over a topic for each type into the warehouse, once', async () => {
  await service.send(payments(0, 3_000))
  await service.send(payments(0, 500))
  await service.settled()
  expect(await totals()).toEqual({ payments_captured: 3_000, payment_volume: 3_030 })
  const { body } = await service.call('POST', '/analytics/reconcile', {})
  expect(body).toMatchObject({ events: 3_000, compared: 24, differences: [] })
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [kafka.brokers] })
  const topics = await admin.listTopics()
  await admin.close()
  expect(topics).toEqual(expect.arrayContaining(['pocm.analytics.adverse-event.v1', 'pocm.ingest.v1', 'pocm.dlq.v1']))
})

test('comparing while events stream in finds nothing wrong, and repairing takes nothing away', async () => {
  let finished = false
  const send = async () => {
    for (let from = 0; from < 4_000; from += 50) await service.send(payments(10_000 + from, 50))
    finished = true
  }
  const sending = send()
  while (!finished) {
    const { body } = await service.call('POST', '/analytics/reconcile', { repair: true })
    expect(body).toMatchObject({ differences: [], drift: [], repaired: 0 })
  }
  await sending
  await service.settled()
  expect((await totals()).payments_captured).toBe(7_000)
})

test('while Kafka is unavailable ingest continues to acknowledge, and all of it arrives when Kafka is back', async () => {
  await kafka.goAway()
  await service.send(payments(3_000, 1_000))
  await kafka.comeBack()
  await service.settled()
  expect((await totals()).payments_captured).toBe(8_000)
  expect((await service.call('POST', '/analytics/reconcile', {})).body.differences).toEqual([])
})
