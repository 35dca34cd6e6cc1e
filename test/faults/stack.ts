import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouseServer, startClickHouse } from '../stack/clickhouse.ts'
import { type KafkaServer, startKafka } from '../stack/kafka.ts'
import { type PostgresServer, startPostgres } from '../stack/postgres.ts'
import { startRedis } from '../stack/redis.ts'
import { startS3 } from '../stack/s3.ts'
import { freePort, type Server, startServer } from '../stack/server.ts'

export const adminKey = 'pocm_faults_admin_key_0123456789'

/** A process that a fault may befall. */
export interface Target {
  readonly name: string
  readonly server: Server
}

export interface Stack {
  readonly targets: readonly Target[]
  /** Addresses of the API processes. */
  readonly apis: readonly string[]
  readonly databaseUrl: string
  readonly brokers: string
  readonly clickhouseUrl: string
  readonly masterKey: string
  stop(): Promise<void>
}

/** Two processes of each role. */
const processes = ['api', 'api', 'relay', 'relay', 'sink', 'sink', 'keeper,archive', 'keeper,archive']
const main = join(import.meta.dirname, '../../src/main.ts')

/** Starts PostgreSQL, Kafka, Redis, S3 and ClickHouse, and two processes of each of our roles on them. */
export async function startStack(): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-faults-'))
  const [postgres, kafka, redis, s3, clickhouse] = await Promise.all([
    startPostgres(),
    startKafka(),
    startRedis(),
    startS3(),
    startClickHouse(),
  ])
  const servers = { postgres, kafka, redis, s3, clickhouse }
  const databaseUrl = await postgres.createDatabase()
  const masterKey = randomBytes(32).toString('base64')
  const settings = {
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: kafka.brokers,
    REDIS_URL: redis.url,
    CLICKHOUSE_URL: clickhouse.url,
    ...(await s3.createBucket()),
    POCM_MASTER_KEY: masterKey,
    POCM_ADMIN_KEY: adminKey,
    POCM_LOG_LEVEL: 'error',
  }
  const targets: Target[] = Object.entries(servers).map(([name, server]) => ({ name, server }))
  const apis: string[] = []
  for (const [index, roles] of processes.entries()) {
    const port = await freePort()
    const name = `${roles}-${(index % 2) + 1}`
    const url = `http://127.0.0.1:${port}`
    const server = await startServer({
      name,
      command: process.execPath,
      args: [main, 'start'],
      cwd: folder,
      env: { ...settings, POCM_ROLES: roles, PORT: String(port), POCM_DATA_DIR: join(folder, name) },
      ask: () => fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) }),
    })
    targets.push({ name, server })
    if (roles === 'api') apis.push(url)
  }
  return {
    ...{ targets, apis, databaseUrl, brokers: kafka.brokers, clickhouseUrl: clickhouse.url, masterKey },
    stop: () => stopAll(servers, targets, folder),
  }
}

async function stopAll(
  servers: { postgres: PostgresServer; kafka: KafkaServer; clickhouse: ClickHouseServer; redis: Server; s3: Server },
  targets: readonly Target[],
  folder: string,
): Promise<void> {
  const ours = targets.filter(({ server }) => !Object.values(servers).includes(server as PostgresServer))
  await Promise.all(ours.map(({ server }) => server.stop()))
  await Promise.all(Object.values(servers).map((server) => server.stop()))
  await rm(folder, { recursive: true, force: true })
}
