import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Producer } from '@platformatic/kafka'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startService, type TestService, until } from '../service.ts'
import { type KafkaServer, startKafka } from './kafka.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let postgres: PostgresServer
let kafka: KafkaServer
beforeAll(async () => {
  ;[postgres, kafka] = await Promise.all([startPostgres(), startKafka()])
})
afterAll(() => Promise.all([postgres?.stop(), kafka?.stop()]))

const payment = (number: number) => ({
  ...{ type: 'payment', action: 'captured', occurred_at: '2026-10-01T12:00:00Z', producer: 'till', tenant_id: 'demo' },
  idempotency_key: `till-${number}`,
  data: { payment_id: `p-${number}`, gateway: 'stripe', method: 'card', amount: 1, currency: 'EUR' },
})
const payments = (from: number, count: number) => Array.from({ length: count }, (_, index) => payment(from + index))

async function captured(service: TestService): Promise<number> {
  const query = { metrics: ['payments_captured'], from: '2026-10-01', to: '2026-10-02' }
  return (await service.call('POST', '/analytics/query', query)).body.totals.payments_captured
}
const lags = async (service: TestService) =>
  (await service.call('GET', '/analytics/operations/lag')).body.consumers as { name: string; lag: number | null }[]
const isSettled = async (service: TestService) =>
  (await lags(service)).every(({ name, lag }) => name === 'archive' || lag === 0)

test('a ledger that was restored to an earlier moment reads again what came over Kafka since, and all stores agree', async () => {
  const producer = new Producer({ clientId: 'till', bootstrapBrokers: [kafka.brokers] })
  onTestFinished(() => producer.close())
  const write = (events: readonly object[]) =>
    producer.send({
      messages: events.map((it) => ({ topic: 'pocm.ingest.v1', value: Buffer.from(JSON.stringify(it)) })),
    })
  const original = await postgres.createDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'pocm-restored-'))
  const open = (url: string) =>
    startService({
      ...{ DATABASE_URL: url, KAFKA_BROKERS: kafka.brokers, POCM_DATA_DIR: folder, POCM_LOG_LEVEL: 'silent' },
    })

  let service = await open(original)
  onTestFinished(() => service.stopAndClean())
  await write(payments(0, 50))
  await until(async () => (await captured(service)) === 50)
  await service.stop()
  const moment = await postgres.copyDatabase(original)

  service = await open(original)
  await write(payments(50, 50))
  await service.send(payments(100, 20))
  await until(async () => (await captured(service)) === 120 && (await isSettled(service)))
  await service.stop()

  // What came over HTTP after the moment is its senders' to send again; what came over Kafka lies there still.
  service = await open(moment)
  await until(async () => (await isSettled(service)) && (await captured(service)) === 100, 120_000)
  expect((await service.call('POST', '/analytics/reconcile', {})).body).toMatchObject({ differences: [], drift: [] })
  await service.send(payments(100, 20))
  await write(payments(120, 20))
  await until(async () => (await captured(service)) === 140)
})
