import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Admin } from '@platformatic/kafka'
import { securedListener } from './kafka-secured.ts'
import { freePort, givenServer, type Server, startServer } from './server.ts'

const run = promisify(execFile)
const version = '4.4.0'

export interface KafkaServer extends Server {
  /** `host:port` */
  readonly brokers: string
  /** The same over TLS and SASL, where it was asked for, and the certificate to trust. */
  readonly secured?: { readonly brokers: string; readonly ca: string }
}

/** The broker's jars, brought from Maven Central once for this user. */
export async function jars(): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pocm-analytics', `kafka-${version}`)
  if (existsSync(folder)) return folder
  const making = `${folder}-${randomBytes(4).toString('hex')}`
  await mkdir(making, { recursive: true })
  const pom = join(import.meta.dirname, 'kafka.pom.xml')
  await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${making}`])
  await rename(making, folder).catch(async (error) => {
    // Another test was faster.
    if (!existsSync(folder)) throw error
    await rm(making, { recursive: true, force: true })
  })
  return folder
}

const properties = (folder: string, port: number, controllerPort: number, securedPort: number, more: string) => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}${more && `,SECURED://127.0.0.1:${securedPort}`}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}${more && `,SECURED://127.0.0.1:${securedPort}`}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_SSL
log.dirs=${join(folder, 'data')}
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
auto.create.topics.enable=false
${more}`

/**
 * Starts one Apache Kafka broker (KRaft, no ZooKeeper) on free ports and in a temporary folder.
 * @param options.secured listens over TLS and SASL too
 */
export async function startKafka(options: { secured?: boolean } = {}): Promise<KafkaServer> {
  const given = process.env.POCM_TEST_KAFKA_BROKERS
  if (given !== undefined) {
    return Object.assign(
      givenServer('Kafka', 'POCM_TEST_KAFKA_BROKERS', async () => {}),
      { brokers: given },
    )
  }
  const folder = await mkdtemp(join(tmpdir(), 'pocm-stack-kafka-'))
  const classpath = join(await jars(), '*')
  const [port, controllerPort, securedPort] = [await freePort(), await freePort(), await freePort()]
  const listener = options.secured ? await securedListener(folder) : undefined
  const settings = join(folder, 'server.properties')
  await writeFile(settings, properties(folder, port, controllerPort, securedPort, listener?.properties ?? ''))
  const clusterId = randomBytes(16).toString('base64url')
  // One id in 64 begins with a dash, and would be taken for an option where it stood by itself.
  const format = ['format', `--cluster-id=${clusterId}`, '-c', settings, ...(listener?.formatArgs ?? [])]
  await run('java', ['-cp', classpath, 'kafka.tools.StorageTool', ...format])
  const brokers = `127.0.0.1:${port}`
  const server = await startServer({
    name: 'Kafka',
    command: 'java',
    args: [
      ...['-Xmx512m', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
      ...['-cp', classpath, 'kafka.Kafka', settings],
    ],
    cwd: folder,
    ask: async () => {
      const admin = new Admin({ clientId: 'test', bootstrapBrokers: [brokers], retries: 0, connectTimeout: 1_000 })
      try {
        await admin.listTopics()
      } finally {
        await admin.close()
      }
    },
  })
  const { stop } = server
  return Object.assign(Object.create(server) as Server, {
    brokers,
    ...(listener && { secured: { brokers: `127.0.0.1:${securedPort}`, ca: listener.ca } }),
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  })
}
