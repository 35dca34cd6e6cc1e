/**
 * npm run stack: PostgreSQL, ClickHouse, Kafka, Redis and S3 on this machine with the service and its dashboard on top,
 * until Ctrl-C, which leaves nothing behind.
 *   --demo        fills in a simulated business, which then continues live
 *   --split       a process for each role instead of one for all
 *   --port <n>    where the service listens, 8080 else
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fillAndLive } from '../../simulator/demo.ts'
import { roles } from '../../src/platform/settings.ts'
import { startClickHouse } from './clickhouse.ts'
import { startKafka } from './kafka.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { startS3 } from './s3.ts'
import { type Program, startServer } from './server.ts'

const { values: flags } = parseArgs({
  options: {
    demo: { type: 'boolean', default: false },
    split: { type: 'boolean', default: false },
    port: { type: 'string', default: '8080' },
  },
})
const print = (text: string) => process.stdout.write(`${text}\n`)
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())

const folder = await mkdtemp(join(tmpdir(), 'pocm-stack-'))
const running: { stop(): Promise<void> }[] = []
const keep = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
  const started = await starting
  running.push(started)
  return started
}

try {
  print('Starting the servers; the first time they are fetched and built, which takes minutes')
  const [postgres, clickhouse, kafka, redis, s3] = await Promise.all([
    keep(startPostgres()),
    keep(startClickHouse()),
    keep(startKafka()),
    keep(startRedis()),
    keep(startS3()),
  ])
  const apiKey = `pocm_${randomBytes(32).toString('base64url')}`
  const settings = {
    DATABASE_URL: await postgres.createDatabase(),
    CLICKHOUSE_URL: await clickhouse.createDatabase(),
    KAFKA_BROKERS: kafka.brokers,
    REDIS_URL: redis.url,
    ...(await s3.createBucket()),
    POCM_ADMIN_KEY: apiKey,
    POCM_MASTER_KEY: randomBytes(32).toString('base64'),
    POCM_LOG_LEVEL: 'warn',
  }
  const url = `http://127.0.0.1:${flags.port}`
  const parts = flags.split ? roles.map((role) => [role]) : [roles]
  for (const part of parts) {
    await keep(startServer(service(part, part.includes('api') ? flags.port : '0', settings)))
  }

  print('')
  for (const [name, value] of Object.entries(settings)) print(`  ${name}=${value}`)
  const signIn = `${url}/sign-in#key=${encodeURIComponent(apiKey)}`
  print(`\n  POCM Analytics  ${url}\n  Sign in at once  ${signIn}\n  Ctrl-C stops and removes everything\n`)
  if (flags.demo) {
    const business = { seed: 1, days: 30, scale: 1, progress: process.stderr }
    await fillAndLive({ url, apiKey, ...business, signal: interrupted.signal })
  }
  if (!interrupted.signal.aborted) await new Promise((resolve) => interrupted.signal.addEventListener('abort', resolve))
} finally {
  // The service goes before what it stands on.
  for (const { stop } of running.toReversed()) await stop()
  await rm(folder, { recursive: true, force: true })
}

/** The service as one process that does these roles, with a data folder of its own. */
function service(part: readonly string[], port: string, settings: Readonly<Record<string, string>>): Program {
  const name = part.length === 1 ? `the service's ${part[0]}` : 'the service'
  const answers = async () => {
    const answer = await fetch(`http://127.0.0.1:${flags.port}/ready`)
    if (!answer.ok) throw new Error(await answer.text())
  }
  return {
    name,
    command: process.execPath,
    args: [join(import.meta.dirname, '../../src/main.ts'), 'start'],
    cwd: folder,
    env: { ...settings, PORT: port, POCM_ROLES: part.join(','), POCM_DATA_DIR: join(folder, part.join('-')) },
    // Only the API's port is known from outside.
    ask: part.includes('api') ? answers : async () => {},
  }
}
