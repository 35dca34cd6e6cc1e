import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OtlpReceiver, openOtlpReceiver, type ReceivedSpan } from '../otlp-receiver.ts'
import { type ServiceProcess, startProcess } from '../reliability/service-process.ts'
import { request, until } from '../service.ts'
import { type ClickHouseServer, startClickHouse } from './clickhouse.ts'
import { type CollectorServer, collector as collectorProgram, startCollector } from './collector.ts'
import { type KafkaServer, startKafka } from './kafka.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let postgres: PostgresServer
let clickhouse: ClickHouseServer
let kafka: KafkaServer
let receiver: OtlpReceiver
let collector: CollectorServer
const folders: string[] = []
const processes: ServiceProcess[] = []

const traceId = randomBytes(16).toString('hex')
const parts = ['POST /analytics/ingest', 'ledger.append', 'relay.publish', 'warehouse.insert', 'clickhouse.insert']

beforeAll(async () => {
  receiver = await openOtlpReceiver()
  ;[postgres, clickhouse, kafka, collector] = await Promise.all([
    startPostgres(),
    startClickHouse(),
    startKafka(),
    startCollector(
      (port) => `
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${port}" } } } }
processors: { batch: { timeout: 200ms } }
exporters: { otlp_http: { endpoint: "${receiver.url}" } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { traces: { receivers: [otlp], processors: [batch], exporters: [otlp_http] } }
`,
    ),
  ])
  const settings = {
    DATABASE_URL: await postgres.createDatabase(),
    CLICKHOUSE_URL: await clickhouse.createDatabase(),
    KAFKA_BROKERS: kafka.brokers,
    POCM_MASTER_KEY: randomBytes(32).toString('base64'),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER: 'parentbased_always_off',
  }
  for (const role of ['api', 'relay', 'sink']) {
    const folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
    folders.push(folder)
    processes.push(await startProcess(folder, { ...settings, POCM_ROLES: role, OTEL_SERVICE_NAME: role }))
  }
}, 900_000)

afterAll(async () => {
  await Promise.all([collector?.stop(), kafka?.stop(), clickhouse?.stop(), postgres?.stop()])
  await receiver?.close()
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })))
})

test('one trace leads through three processes, PostgreSQL and Kafka, and a collector takes all of it', async () => {
  const [api] = processes as [ServiceProcess]
  const reading = {
    ...{
      type: 'telemetry',
      action: 'read',
      occurred_at: '2026-10-01T12:00:00Z',
      producer: 'tracing',
      device_id: 'd-1',
    },
    ...{ idempotency_key: 'traced', data: { metric: 'glucose', value: 104, unit: 'mg/dL' } },
  }
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` }
  expect((await request(api.url, 'POST', '/analytics/ingest', reading, headers)).status).toBe(202)
  await until(async () => {
    const query = { metrics: ['readings'], from: '2026-10-01', to: '2026-10-02' }
    const { body } = await request(api.url, 'POST', '/analytics/query', query, { 'cache-control': 'no-cache' })
    return body.rows[0]?.readings === 1
  })
  for (const it of processes) expect(await it.terminate()).toBe(0)
  await until(async () => parts.every((name) => receiver.spans.some((span) => span.name === name)))
  const spans = new Map<string, ReceivedSpan>(receiver.spans.map((span) => [span.name, span]))
  for (const name of parts) expect(spans.get(name)?.traceId, name).toBe(traceId)
  expect(spans.get('relay.publish')?.parentId).toBe(spans.get('ingest.commit')?.spanId)
  expect(spans.get('warehouse.insert')?.parentId).toBe(spans.get('relay.publish')?.spanId)
  expect(spans.get('clickhouse.insert')?.parentId).toBe(spans.get('warehouse.insert')?.spanId)
})

test('a collector takes the configuration of deploy/otelcol', async () => {
  const config = join(import.meta.dirname, '../../deploy/otelcol/config.yaml')
  const env = { ...process.env, OTLP_FORWARD_ENDPOINT: 'http://127.0.0.1:4318' }
  await promisify(execFile)(await collectorProgram(), ['validate', `--config=${config}`], { env })
})
