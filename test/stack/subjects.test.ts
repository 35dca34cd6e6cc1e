import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { compactVerify, importJWK } from 'jose'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { archiveAll } from '../archive/stored.ts'
import { startProcess } from '../reliability/service-process.ts'
import { startService, until } from '../service.ts'
import { device, linkedEvents, person, plantedEvents, takeExport, unzip } from '../subjects/planted.ts'
import { type ClickHouseServer, startClickHouse } from './clickhouse.ts'
import { type KafkaServer, startKafka } from './kafka.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'
import { type RedisServer, startRedis } from './redis.ts'
import { type S3Server, type S3Settings, startS3 } from './s3.ts'

/** A person in all stores of an installation on servers, whose requests a process of its own works off. */
let postgres: PostgresServer
let kafka: KafkaServer
let clickhouse: ClickHouseServer
let redis: RedisServer
let s3: S3Server
let bucket: S3Settings
let env: Record<string, string>
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  ;[postgres, kafka, clickhouse, redis, s3] = await Promise.all([
    startPostgres(),
    startKafka(),
    startClickHouse(),
    startRedis(),
    startS3(),
  ])
  bucket = await s3.createBucket()
  env = {
    ...bucket,
    DATABASE_URL: await postgres.createDatabase(),
    CLICKHOUSE_URL: await clickhouse.createDatabase(),
    KAFKA_BROKERS: kafka.brokers,
    REDIS_URL: redis.url,
    POCM_MASTER_KEY: randomBytes(32).toString('base64'),
  }
  service = await startService({ ...env, POCM_ROLES: 'api,relay,sink,archive', POCM_LOG_LEVEL: 'silent' })
  await service.send([...plantedEvents(service.service.deps.catalogue), ...linkedEvents, ...many])
  await service.settled()
  await until(async () => (await archiveAll(service)).archived, 120_000)
}, 900_000)
afterAll(async () => {
  await service?.stopAndClean()
  await Promise.all([postgres, kafka, clickhouse, redis, s3].map((server) => server?.stop()))
})

/** So many events that an erasure of them takes a while. */
const many = Array.from({ length: 3_000 }, (_, n) => ({
  ...{ type: 'product', action: 'viewed', producer: 'shop', user_id: person, idempotency_key: `many-${n}` },
  occurred_at: new Date(Date.UTC(2026, 8, 1 + (n % 20), 10)).toISOString(),
  data: { product_id: 'p', note: `view ${n} of ${person}` },
}))

/** A process that works off requests, in a folder of its own. */
async function startKeeper() {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
  const keeper = await startProcess(folder, { ...env, POCM_ROLES: 'keeper' })
  onTestFinished(async () => {
    await keeper.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  return keeper
}

/** The tables and objects that hold a text. */
async function placesOf(text: string): Promise<string[]> {
  const { db } = service.service
  const { rows: tables } = await db.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace AND NOT relispartition`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const sql = `SELECT count(*)::int AS n FROM ${name} AS it WHERE position($1 in to_jsonb(it)::text) > 0`
    if ((await db.query<{ n: number }>(sql, [text])).rows[0]?.n !== 0) found.push(name)
  }
  const client = s3.client()
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket.S3_BUCKET }))
  for (const { Key = '' } of Contents) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket.S3_BUCKET, Key }))
    const bytes = await buffer(Body as NodeJS.ReadableStream)
    if ((Key.endsWith('.gz') ? gunzipSync(bytes) : bytes).includes(text)) found.push(Key)
  }
  client.destroy()
  return found
}

test('an export that another process writes holds every event of the person, of all types and links', async () => {
  await startKeeper()
  const { request, zip } = await takeExport(service, { user_id: person })
  expect(request).toMatchObject({ status: 'ready' })
  const { 'events.ndjson': lines = '' } = await unzip(zip)
  const events = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; data: { mark?: string } })
  const { catalogue } = service.service.deps
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(catalogue.keys()))
  for (const type of catalogue.keys()) expect(lines).toContain(`mark of ${type}`)
  expect(events.flatMap(({ data }) => data.mark ?? []).sort()).toEqual(['by device', 'by session'])
  expect(events).toHaveLength(catalogue.size + linkedEvents.length + many.length)
})

test('an erasure whose process is killed is finished by the next, and no store has the person then', async () => {
  expect(await placesOf(device)).not.toEqual([])
  const figures = () =>
    service.call('POST', '/analytics/query', {
      ...{ metrics: ['orders', 'gmv', 'dau', 'adverse_events'], granularity: 'total' },
      ...{ from: '2025-01-01', to: '2027-01-01' },
    })
  const before = (await figures()).body.totals

  const killed = await startKeeper()
  const asked = await service.call('POST', '/analytics/compliance/gdpr/erase', {
    ...{ subject: { user_id: person }, mode: 'erase', reason: 'asked by letter' },
  })
  const location = asked.headers.get('location') as string
  const statusOf = async () => (await service.call('GET', location)).body.status
  await until(async () => (await statusOf()) === 'running')
  await killed.kill()
  expect(await statusOf()).toBe('running')

  await startKeeper()
  await until(async () => ['done', 'failed'].includes(await statusOf()), 300_000)
  expect(await statusOf()).toBe('done')
  const certificate = (await service.call('GET', `${location}/certificate`)).body
  const [key] = (await service.call('GET', '/.well-known/jwks.json')).body.keys
  const { stores } = JSON.parse(
    Buffer.from((await compactVerify(certificate, await importJWK(key))).payload).toString(),
  )
  const counted = stores.filter((it: { before: number | null }) => (it.before ?? 0) > 0)
  expect(counted.map((it: { name: string }) => it.name)).toEqual(
    expect.arrayContaining(['ledger', 'keys', 'warehouse', 'rollups', 'archive', 'exports']),
  )
  expect(counted.filter((it: { after: number }) => it.after !== 0)).toEqual([])
  expect((await service.call('POST', `${location}/recheck`)).body).toMatchObject({ ok: true })
  for (const text of ['maria', device]) expect([text, await placesOf(text)]).toEqual([text, []])
  expect((await figures()).body.totals).toEqual(before)
  const late = await service.call('POST', '/analytics/ingest', { ...many[0], idempotency_key: 'late' })
  expect([late.status, late.body.code]).toEqual([422, 'erased'])
})
