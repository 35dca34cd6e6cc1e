import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServiceForTest, until } from '../service.ts'
import { type KafkaServer, startKafka } from './kafka.ts'
import { secured } from './kafka-secured.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let postgres: PostgresServer
let kafka: KafkaServer
beforeAll(async () => {
  ;[postgres, kafka] = await Promise.all([startPostgres(), startKafka({ secured: true })])
})
afterAll(async () => {
  await Promise.all([postgres?.stop(), kafka?.stop()])
})

const settings = async () => ({
  DATABASE_URL: await postgres.createDatabase(),
  KAFKA_BROKERS: kafka.secured?.brokers ?? '',
  KAFKA_TLS: 'true',
  KAFKA_TLS_CA: kafka.secured?.ca ?? '',
  KAFKA_SASL_USERNAME: secured.username,
  KAFKA_SASL_PASSWORD: secured.password,
  POCM_LOG_LEVEL: 'silent',
})
const payment = {
  ...{ type: 'payment', action: 'captured', occurred_at: '2026-10-01T12:00:00Z', producer: 'till' },
  data: { payment_id: 'p', gateway: 'stripe', method: 'card', amount: 1, currency: 'EUR' },
}

test.each(['PLAIN', 'SCRAM-SHA-512'])('over TLS, with a name and password by %s, events arrive', async (mechanism) => {
  const service = await startServiceForTest({ ...(await settings()), KAFKA_SASL_MECHANISM: mechanism })
  await service.send([payment])
  await service.settled()
  const query = { metrics: ['payments_captured'], from: '2026-10-01', to: '2026-10-02' }
  expect((await service.call('POST', '/analytics/query', query)).body.totals).toEqual({ payments_captured: 1 })
})

test('with a wrong password events are acknowledged and wait in the ledger, and /ready says why', async () => {
  const service = await startServiceForTest({
    ...(await settings()),
    ...{ KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', KAFKA_SASL_PASSWORD: 'another' },
  })
  await service.send([payment])
  await until(async () => (await service.call('GET', '/ready')).body.dependencies.relay.status === 'down')
  expect((await service.call('GET', '/ready')).body.dependencies.relay.detail).toMatch(/authentication/i)
})
