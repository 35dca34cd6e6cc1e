import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  Producer,
  ResourcePatternTypes,
  ResourceTypes,
  stringSerializers,
} from '@platformatic/kafka'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { adminKey, startServiceForTest, until } from '../service.ts'
import { type ClickHouseServer, startClickHouse } from './clickhouse.ts'
import { jars } from './kafka.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'
import { freePort, type Server, startServer } from './server.ts'

/** The broker and Redis with the users and the rights that deploy/compose.yaml gives them, on real servers. */
const deploy = join(import.meta.dirname, '../../deploy')
const compose = parse(readFileSync(join(deploy, 'compose.yaml'), 'utf8'), { merge: true })
const passwords = new Map<string, string>()
const passwordOf = (variable: string) => {
  const known = passwords.get(variable) ?? randomBytes(12).toString('hex')
  passwords.set(variable, known)
  return known
}
const filled = (text: string) => text.replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_, variable: string) => passwordOf(variable))

let folder: string
let broker: { server: Server; address: string }
let redis: { server: Server; port: number }
let postgres: PostgresServer
let clickhouse: ClickHouseServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocm-compose-'))
  ;[broker, redis, postgres, clickhouse] = await Promise.all([
    startBroker(),
    startRedis(),
    startPostgres(),
    startClickHouse(),
  ])
  await applyAcls()
})
afterAll(async () => {
  await Promise.all([broker?.server.stop(), redis?.server.stop(), postgres?.stop(), clickhouse?.stop()])
  await rm(folder, { recursive: true, force: true })
})

const login = (user: string) => ({
  mechanism: 'PLAIN' as const,
  username: user,
  password: passwordOf(`KAFKA_${user.toUpperCase()}_PASSWORD`),
})
const as = (user: string) => ({ clientId: user, bootstrapBrokers: [broker.address], retries: 0, sasl: login(user) })

/** The settings that compose hands the broker, with this machine's ports and folder in place of the container's. */
async function startBroker() {
  const [port, controllerPort] = [await freePort(), await freePort()]
  const given = compose.services.kafka.environment as Record<string, string | number>
  const settings = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name
        .replace(/^KAFKA_/, '')
        .toLowerCase()
        .replaceAll('_', '.'),
      filled(String(value)),
    ]),
  )
  const address = `127.0.0.1:${port}`
  const here = {
    ...settings,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `SASL://${address},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `SASL://${address}`,
    'log.dirs': join(folder, 'kafka'),
    'offsets.topic.num.partitions': '4',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '1000',
  }
  const file = join(folder, 'server.properties')
  await writeFile(
    file,
    Object.entries(here)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const classpath = join(await jars(), '*')
  const cluster = `--cluster-id=${randomBytes(16).toString('base64url')}`
  await promisify(execFile)('java', ['-cp', classpath, 'kafka.tools.StorageTool', 'format', cluster, '-c', file])
  const admin = {
    clientId: 'test',
    bootstrapBrokers: [address],
    retries: 0,
    connectTimeout: 1_000,
    sasl: login('admin'),
  }
  const server = await startServer({
    name: 'Kafka',
    command: 'java',
    args: [
      ...['-Xmx512m', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
      ...['-cp', classpath, 'kafka.Kafka', file],
    ],
    cwd: folder,
    ask: async () => {
      const asked = new Admin(admin)
      try {
        await asked.listTopics()
      } finally {
        await asked.close()
      }
    },
  })
  return { server, address }
}

/** `DescribeConfigs` is `DESCRIBE_CONFIGS` to the client. */
const named = <T extends object>(values: T, word: string) =>
  values[word.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase() as keyof T] as number

async function applyAcls(): Promise<void> {
  const admin = new Admin(as('admin'))
  const lines = readFileSync(join(deploy, 'kafka/acls.txt'), 'utf8').split('\n')
  const creations = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s+/) as [string, string, string, string, string])
    .flatMap(([user, resource, pattern, resourceName, operations]) =>
      operations.split(',').map((operation) => ({
        resourceType: named(ResourceTypes, resource),
        resourceName,
        resourcePatternType: named(ResourcePatternTypes, pattern),
        principal: `User:${user}`,
        host: '*',
        operation: named(AclOperations, operation),
        permissionType: AclPermissionTypes.ALLOW,
      })),
    )
  await admin.createAcls({ creations } as Parameters<Admin['createAcls']>[0])
  await admin.close()
}

async function startRedis() {
  const port = await freePort()
  const file = join(folder, 'redis.conf')
  await writeFile(file, `${filled(compose.configs.redis.content)}\nport ${port}\nbind 127.0.0.1\n`)
  const server = await startServer({
    name: 'Redis',
    command: 'redis-server',
    args: [file],
    cwd: folder,
    ask: () => tell(port, 'pocm', passwordOf('REDIS_PASSWORD'), 'ping'),
  })
  return { server, port }
}

async function tell(port: number, username: string | undefined, password: string | undefined, ...words: string[]) {
  const options = { lazyConnect: true, retryStrategy: () => null, enableReadyCheck: false }
  const client = new Redis({
    port,
    ...options,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return await client.call(words[0] as string, ...words.slice(1))
  } finally {
    client.disconnect()
  }
}

const settings = async (role: string) => {
  const user = compose.services[role].environment.KAFKA_SASL_USERNAME as string
  return {
    POCM_ROLES: role,
    KAFKA_BROKERS: broker.address,
    KAFKA_SASL_MECHANISM: 'PLAIN',
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD: login(user).password,
    REDIS_URL: `redis://pocm:${passwordOf('REDIS_PASSWORD')}@127.0.0.1:${redis.port}`,
    POCM_ADMIN_KEY: adminKey,
    POCM_LOG_LEVEL: 'silent',
  }
}

test('each role does its work with the rights of its own user, and events arrive', async () => {
  const stores = {
    DATABASE_URL: await postgres.createDatabase(),
    CLICKHOUSE_URL: await clickhouse.createDatabase(),
    POCM_MASTER_KEY: randomBytes(32).toString('base64'),
  }
  const start = async (role: string) => startServiceForTest({ ...(await settings(role)), ...stores })
  const relay = await start('relay')
  const sink = await start('sink')
  const keeper = await start('keeper')
  const api = await start('api')
  const event = {
    ...{ type: 'payment', action: 'captured', occurred_at: '2026-10-01T12:00:00Z', producer: 'till' },
    data: { payment_id: 'p', gateway: 'stripe', method: 'card', amount: 1, currency: 'EUR' },
  }
  await api.send([event])
  const producer = new Producer({ ...as('producer'), serializers: stringSerializers })
  onTestFinished(() => producer.close())
  await until(async () => {
    const value = JSON.stringify({ ...event, idempotency_key: 'over-kafka', tenant_id: 'demo' })
    return producer.send({ messages: [{ topic: 'pocm.ingest.v1', key: 'k', value }] }).then(
      () => true,
      () => false,
    )
  })
  const query = { metrics: ['payments_captured'], from: '2026-10-01', to: '2026-10-02' }
  await until(async () => (await api.call('POST', '/analytics/query', query)).body.totals?.payments_captured === 2)
  for (const role of [api, relay, sink, keeper]) {
    const { body } = await role.call('GET', '/ready')
    for (const [name, state] of Object.entries(body.dependencies))
      expect([name, state]).toMatchObject([name, { status: 'up' }])
  }
})

test('a user may do nothing but what it is for, and a stranger nothing at all', async () => {
  const refused = async (user: string, topic: string) => {
    const producer = new Producer({ ...as(user), serializers: stringSerializers })
    try {
      await producer.send({ messages: [{ topic, key: 'k', value: '{}' }] })
      return false
    } catch {
      return true
    } finally {
      await producer.close()
    }
  }
  for (const user of ['api', 'sink', 'archive', 'keeper', 'producer']) {
    expect(await refused(user, 'pocm.analytics.payment.v1'), user).toBe(true)
  }
  for (const user of ['api', 'relay', 'sink']) expect(await refused(user, 'pocm.ingest.v1'), user).toBe(true)
  const producer = new Admin(as('producer'))
  expect(await producer.listTopics()).toEqual(['pocm.ingest.v1'])
  await producer.close()
  const stranger = new Admin({ clientId: 'stranger', bootstrapBrokers: [broker.address], retries: 0 })
  await expect(stranger.listTopics()).rejects.toThrow()
  await stranger.close()
})

test('Redis answers its user alone, and administration is disabled', async () => {
  const password = passwordOf('REDIS_PASSWORD')
  await expect(tell(redis.port, undefined, undefined, 'ping')).rejects.toThrow()
  await expect(tell(redis.port, 'default', password, 'ping')).rejects.toThrow()
  expect(await tell(redis.port, 'pocm', password, 'set', 'a', '1')).toBe('OK')
  for (const words of [['config', 'get', '*'], ['flushall'], ['acl', 'list'], ['shutdown'], ['keys', '*']]) {
    await expect(tell(redis.port, 'pocm', password, ...words)).rejects.toThrow(/NOPERM/)
  }
})
