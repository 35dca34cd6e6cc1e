import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLoad } from '../reliability/load.ts'
import { type ServiceProcess, startProcess } from '../reliability/service-process.ts'
import { request, until } from '../service.ts'
import { type ClickHouseServer, startClickHouse } from '../stack/clickhouse.ts'
import { type KafkaServer, startKafka } from '../stack/kafka.ts'
import { type RedisServer, startRedis } from '../stack/redis.ts'
import { type S3Server, startS3 } from '../stack/s3.ts'
import { type ArchivedPostgres, startArchivedPostgres } from './archived-postgres.ts'

/** Each store of an installation is destroyed in turn, and comes back from what the others have. */
let postgres: ArchivedPostgres
let kafka: KafkaServer
let clickhouse: ClickHouseServer
let redis: RedisServer
let s3: S3Server
let env: Record<string, string>
let folder: string
let service: ServiceProcess | undefined
beforeAll(async () => {
  ;[postgres, kafka, clickhouse, redis, s3, folder] = await Promise.all([
    startArchivedPostgres(),
    startKafka(),
    startClickHouse(),
    startRedis(),
    startS3(),
    mkdtemp(join(tmpdir(), 'pocm-restore-')),
  ])
  env = {
    ...(await s3.createBucket()),
    DATABASE_URL: await postgres.createDatabase(),
    CLICKHOUSE_URL: await clickhouse.createDatabase(),
    KAFKA_BROKERS: kafka.brokers,
    REDIS_URL: redis.url,
    POCM_MASTER_KEY: randomBytes(32).toString('base64'),
  }
  service = await startProcess(folder, env)
}, 600_000)
afterAll(async () => {
  await service?.kill()
  await Promise.all([postgres, kafka, clickhouse, redis, s3].map((server) => server?.stop()))
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

const call = (method: string, path: string, body?: unknown) =>
  request((service as ServiceProcess).url, method, path, body, { 'cache-control': 'no-cache' })

/** Senders go wherever the service is; while it is down, or they are held, they wait. */
const load = openLoad(() => {})
let held = false
async function place(): Promise<string> {
  while (held || service === undefined) await sleep(20)
  return service.url
}
let sending: Promise<void>
const acknowledged = (more: number) => {
  const wanted = load.acknowledged.size + more
  return until(async () => load.acknowledged.size >= wanted, 240_000)
}

async function down(): Promise<void> {
  const before = service
  service = undefined
  await before?.kill()
}

async function up(settings: Record<string, string> = {}): Promise<void> {
  env = { ...env, ...settings }
  service = await startProcess(folder, env)
}

async function ledgerKeys(): Promise<Set<string>> {
  const keys = new Set<string>()
  for (let cursor = ''; ; ) {
    const { body } = await call('GET', `/analytics/events?limit=1000${cursor}`)
    for (const { idempotency_key } of body.events) keys.add(idempotency_key)
    if (body.next_cursor === null) return keys
    cursor = `&cursor=${body.next_cursor}`
  }
}

/** With the senders held: all stores have the same, and figures agree with what the ledger holds. */
async function agree(): Promise<Set<string>> {
  held = true
  const settled = async () => {
    const { body } = await call('GET', '/analytics/operations/lag')
    return body.consumers.every(
      ({ name, lag }: { name: string; lag: number | null }) => name === 'archive' || lag === 0,
    )
  }
  await until(settled, 240_000)
  expect((await call('POST', '/analytics/reconcile', { repair: true })).status).toBe(200)
  const keys = await ledgerKeys()
  const orders = [...keys].filter((key) => load.sent.get(key)?.type === 'order').length
  // Each order has one item: a sum, which is exact however many there are.
  const question = { metrics: ['items_sold'], from: '2026-10-01', to: '2026-10-02' }
  await until(async () => (await call('POST', '/analytics/query', question)).body.totals.items_sold === orders)
  expect((await call('POST', '/analytics/reconcile', {})).body).toMatchObject({ differences: [], drift: [] })
  held = false
  return keys
}

const missing = (wanted: ReadonlySet<string>, keys: ReadonlySet<string>) => [...wanted].filter((key) => !keys.has(key))
const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1)
const tell = (line: string) => process.stdout.write(`${line}\n`)

const ofEmma = {
  ...{ type: 'payment', action: 'captured', occurred_at: '2026-10-03T10:00:00Z', producer: 'shop', user_id: 'emma' },
  data: { payment_id: 'p-emma', gateway: 'stripe', method: 'card', amount: 1, currency: 'EUR' },
}

test('PostgreSQL, destroyed under load and restored to a moment, has all that was acknowledged before it, and who was erased since stays so', async () => {
  sending = load.run(place)
  await acknowledged(500)
  await postgres.backUp()
  expect((await call('POST', '/analytics/ingest', ofEmma)).status).toBe(202)
  await acknowledged(500)
  const before = new Set(load.acknowledged)
  const moment = await postgres.archiveLog()
  const asked = await call('POST', '/analytics/compliance/gdpr/erase', {
    ...{ subject: { user_id: 'emma' }, mode: 'erase', reason: 'asked by letter' },
  })
  expect(asked.status).toBe(202)
  const location = asked.headers.get('location') as string
  await until(async () => (await call('GET', location)).body.status === 'done', 240_000)
  await acknowledged(500)

  const destroyed = performance.now()
  await postgres.destroy()
  await down()
  await postgres.restore(moment)
  const ready = seconds(destroyed)
  await up()
  await acknowledged(1)
  tell(`PostgreSQL answered ${ready} s after it was destroyed, and events were taken after ${seconds(destroyed)} s`)
  await acknowledged(200)

  const keys = await agree()
  expect(missing(before, keys)).toEqual([])
  expect((await call('GET', '/analytics/events?user_id=emma')).body.events).toEqual([])
  tell(`${before.size} events were acknowledged before the moment, and ${keys.size} are there`)
})

test('an empty ClickHouse is filled from the ledger', async () => {
  await acknowledged(200)
  const before = new Set(await ledgerKeys())
  const began = performance.now()
  await down()
  await up({ CLICKHOUSE_URL: await clickhouse.createDatabase() })
  await acknowledged(200)
  expect(missing(before, await agree())).toEqual([])
  tell(`all figures agreed ${seconds(began)} s after ClickHouse was empty`)
})

test('with new and empty brokers all that was acknowledged arrives, and new events continue', async () => {
  await acknowledged(200)
  const before = new Set(await ledgerKeys())
  const began = performance.now()
  await kafka.stop()
  await down()
  kafka = await startKafka()
  await up({ KAFKA_BROKERS: kafka.brokers })
  await acknowledged(200)
  expect(missing(before, await agree())).toEqual([])
  tell(`all figures agreed ${seconds(began)} s after the brokers were destroyed`)
})

test('a Redis that comes back without its memory holds up no ingest', async () => {
  const before = await ledgerKeys()
  await redis.goAway()
  await acknowledged(100)
  await redis.comeBack()
  await acknowledged(100)
  const keys = await agree()
  load.stop()
  await sending
  expect([...keys].filter((key) => key.startsWith('key-') && !load.sent.has(key))).toEqual([])
  expect(missing(before, keys)).toEqual([])
})
