import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/platform/config.ts'
import { openLog } from '../../src/platform/log.ts'
import { openService, type Service } from '../../src/roles/service.ts'
import { adminKey, startServiceForTest } from '../service.ts'
import { type ClickHouseServer, startClickHouse } from './clickhouse.ts'
import { type KafkaServer, startKafka } from './kafka.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let postgres: PostgresServer
let kafka: KafkaServer
let clickhouse: ClickHouseServer
beforeAll(async () => {
  ;[postgres, kafka, clickhouse] = await Promise.all([startPostgres(), startKafka(), startClickHouse()])
})
afterAll(async () => {
  await Promise.all([postgres?.stop(), kafka?.stop(), clickhouse?.stop()])
})

const hourMs = 3_600_000
const payment = (key: string) => ({
  ...{ type: 'payment', action: 'captured', occurred_at: '2026-10-01T12:00:00Z', producer: 'till' },
  idempotency_key: key,
  data: { payment_id: key, gateway: 'stripe', method: 'card', amount: 1, currency: 'EUR' },
})

test('processes whose clocks are an hour ahead and behind take part, and nothing is lost or doubled', async () => {
  const settings = {
    DATABASE_URL: await postgres.createDatabase(),
    KAFKA_BROKERS: kafka.brokers,
    CLICKHOUSE_URL: clickhouse.url,
    POCM_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
    POCM_ADMIN_KEY: adminKey,
    POCM_LOG_LEVEL: 'silent',
  }
  const right = await startServiceForTest(settings)
  const skewed = await Promise.all([hourMs, -hourMs].map((skewMs) => openSkewed(settings, skewMs)))
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }
  const key = (index: number) => `clock ${index}`
  for (let index = 0; index < 200; index += 20) {
    const events = Array.from({ length: 20 }, (_, offset) => payment(key(index + offset)))
    await right.send(events.slice(0, 10))
    // Some events go to all three: the keys decide, whatever the clocks say.
    for (const [number, { app }] of skewed.entries()) {
      const payload = JSON.stringify(events.slice(8, 15 + 5 * number))
      const answer = await app.inject({ method: 'POST', url: '/analytics/ingest/batch', headers, payload })
      expect(answer.json()).toMatchObject({ accepted: 5, duplicates: 2 + 5 * number, rejected: 0 })
    }
  }
  await right.settled()
  const { body } = await right.call('POST', '/analytics/reconcile', {})
  expect(body).toMatchObject({ events: 200, differences: [] })
})

async function openSkewed(settings: Record<string, string>, skewMs: number): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-clock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const config = readConfig({ ...settings, PORT: '0', POCM_DATA_DIR: folder })
  const onCrash = (error: Error) => {
    throw error
  }
  const service = await openService(config, openLog('silent'), { now: () => Date.now() + skewMs, onCrash })
  onTestFinished(() => service.close())
  return service
}
