import { archivedPosition } from '../archive/batches.ts'
import type { Catalogue } from '../events/catalogue.ts'
import { topicsOf } from '../events/define.ts'
import type { CountOutcomes } from '../ingest/count-outcomes.ts'
import type { DeadMessage, Letters } from '../ingest/dead-letters.ts'
import { ingestGroup, startKafkaIngest } from '../ingest/from-kafka.ts'
import type { IngestDeps } from '../ingest/ingest.ts'
import { batchesUnderWay } from '../keeping/moving-slices.ts'
import type { HowFar, WhileSinkRests } from '../keeping/reconcile.ts'
import { countLog } from '../ledger/log-counts.ts'
import { countAfter, type LogPosition, logHead, secondsBehind } from '../ledger/read-log.ts'
import { consumerPosition } from '../log/batches.ts'
import { guardKafka } from '../log/kafka/breaker.ts'
import { connectionTo } from '../log/kafka/connection.ts'
import { startNotifying } from '../log/kafka/notify-live.ts'
import type { Flawed } from '../log/kafka/plan.ts'
import { groupLag, progressOf } from '../log/kafka/progress.ts'
import { startLetters } from '../log/kafka/publish-letters.ts'
import { relayConsumer, startRelay } from '../log/kafka/relay.ts'
import { deadLetterTopic, ingestTopic, wakeTopic } from '../log/kafka/topics.ts'
import { openLease } from '../log/lease.ts'
import type { Consumer } from '../log/loop.ts'
import type { Notifier } from '../log/notifier.ts'
import { whileQuiesced } from '../log/quiesce.ts'
import type { Breakers } from '../platform/breaker.ts'
import type { Config, KafkaConfig } from '../platform/config.ts'
import type { Logger } from '../platform/log.ts'
import type { Tracer } from '../platform/tracing.ts'
import type { Database } from '../postgres/pool.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Archiving } from './archive.ts'
import { startKafkaSink } from './kafka-sink.ts'
import { startSink, warehouseConsumer } from './sink.ts'

/** What carries events through this process, and what is known of how far they are. */
export interface Consumers {
  readonly consumers: ReadonlyMap<string, Consumer>
  /** Wherever the sinks run. */
  readonly whileSinkRests: WhileSinkRests
  readonly howFar: HowFar
  /** How many events each consumer has not finished, wherever it runs, by its name. */
  readonly lags: ReadonlyMap<string, () => Promise<number>>
  /** The place in the log that each consumer of it has finished, by its name. */
  readonly positions: ReadonlyMap<string, () => Promise<LogPosition>>
  /** Seconds since the oldest acknowledged event that the warehouse does not hold was received, whatever carries it. */
  readonly warehouseDelay: () => Promise<number>
  /** Counts what the log holds and its reader has not counted. */
  readonly countLog: (signal: AbortSignal) => Promise<void>
  /** The place up to which the log carries the ledger. */
  readonly logged: () => Promise<LogPosition>
}

export interface ConsumerDeps {
  readonly db: Database
  readonly warehouse: Warehouse
  readonly catalogue: Catalogue
  readonly ingest: IngestDeps
  readonly letters: Letters
  readonly isTenant: (tenantId: string) => Promise<boolean>
  /** Counts what became of events that came over Kafka. */
  readonly count: CountOutcomes
  readonly archiving: Archiving
  readonly isEmbedded: { readonly ledger: boolean; readonly warehouse: boolean }
  readonly notifier: Notifier
  readonly breakers: Breakers
  readonly log: Logger
  readonly tracer: Tracer | undefined
}

/** Starts what this process carries: over Kafka where there is one, else over the ledger itself. */
export const startConsumers = ({ roles, kafka }: Config, deps: ConsumerDeps): Promise<Consumers> =>
  kafka === undefined ? overLedger(roles, deps) : overKafka(roles, kafka, deps)

const leaseOf = ({ db, log, isEmbedded }: ConsumerDeps, consumer: string) =>
  isEmbedded.ledger ? undefined : openLease(db, consumer, log)

/** What another program wrote into the topic of an event type. */
const strangerOf = ({ message, flaw }: Flawed): DeadMessage => {
  return { message, tenantId: undefined, cause: 'not_an_event', flaws: [{ path: '', message: flaw }] }
}

/** The archive reads the ledger itself, with and without Kafka. */
function startArchive(roles: Config['roles'], deps: ConsumerDeps, consumers: Map<string, Consumer>): void {
  if (roles.has('archive')) consumers.set('archive', deps.archiving.start(leaseOf(deps, 'archive')))
}

const archiveLag = async (db: Database) => countAfter(db, await archivedPosition(db))

async function overLedger(roles: Config['roles'], deps: ConsumerDeps): Promise<Consumers> {
  const { db, log } = deps
  const { rows } = await db.query('SELECT FROM log_partitions WHERE consumer = $1 LIMIT 1', [warehouseConsumer])
  if (rows.length > 0) {
    throw new Error('This warehouse was filled over Kafka: KAFKA_BROKERS must be set, or everything would come twice')
  }
  const consumers = new Map<string, Consumer>()
  const keepLetters = deps.letters.keepRefused
  if (roles.has('sink'))
    consumers.set('sink', startSink({ ...deps, keepLetters, lease: leaseOf(deps, warehouseConsumer) }))
  startArchive(roles, deps, consumers)
  const position = () => consumerPosition(db, warehouseConsumer)
  return {
    consumers,
    whileSinkRests: (act) =>
      whileQuiesced(db, warehouseConsumer, log, async () => act({ position: await position(), isExact: true })),
    howFar: async () => ({ position: await position(), batches: [] }),
    countLog: async (signal) => countLog(db, await position(), signal),
    lags: new Map([
      [warehouseConsumer, async () => countAfter(db, await position())],
      ['archive', () => archiveLag(db)],
    ]),
    positions: new Map([
      [warehouseConsumer, position],
      ['archive', () => archivedPosition(db)],
    ]),
    warehouseDelay: async () => secondsBehind(db, await position()),
    // The ledger itself is the log.
    logged: () => logHead(db),
  }
}

async function overKafka(roles: Config['roles'], kafka: KafkaConfig, deps: ConsumerDeps): Promise<Consumers> {
  const { db, catalogue, log } = deps
  const types = new Set(catalogue.keys())
  const topics = topicsOf(catalogue.values())
  const connection = connectionTo(kafka, 'progress')
  const guard = guardKafka(deps.breakers.of('kafka'))
  const keepLetters = deps.letters.keepRefused
  const progress = () => guard(() => progressOf(db, connection, warehouseConsumer, topics))
  const unpublished = async () => countAfter(db, await consumerPosition(db, relayConsumer))
  let unwritten: number | undefined
  /**
   * All that is acknowledged and not in the warehouse: what the relay has not published, and what the sink has not
   * written. In this order, so that what is published meanwhile counts twice and not never. While the brokers are
   * unavailable the ledger grows and the topics do not: the sink's part is then as last measured.
   */
  const notInWarehouse = async () => {
    const waiting = await unpublished()
    try {
      unwritten = (await progress()).lag
    } catch (error) {
      if (unwritten === undefined) throw error
      log.debug({ err: error }, 'the lag of the topics is not known; its last value counts')
    }
    return waiting + unwritten
  }
  const consumers = new Map<string, Consumer>()
  if (roles.has('relay')) {
    const all = [...topics, ingestTopic, deadLetterTopic, wakeTopic]
    const relay = { ...deps, kafka, guard, keepLetters, topics: all, beginBehind: warehouseConsumer }
    consumers.set('relay', await startRelay({ ...relay, lease: leaseOf(deps, relayConsumer) }))
    consumers.set('letters', startLetters({ ...deps, kafka, lease: leaseOf(deps, 'letters') }))
  }
  if (roles.has('api')) {
    consumers.set('kafka_ingest', startKafkaIngest({ ...deps, kafka }))
    consumers.set('live', startNotifying({ ...deps, kafka }))
  }
  if (roles.has('sink')) {
    const bury = (flawed: readonly Flawed[]) => deps.letters.keep(flawed.map(strangerOf))
    consumers.set('sink', await startKafkaSink({ ...deps, kafka, guard, keepLetters, topics, types, bury }))
  }
  startArchive(roles, deps, consumers)
  return {
    consumers,
    whileSinkRests: (act) =>
      whileQuiesced(db, warehouseConsumer, log, async () =>
        act({ position: (await progress()).position, isExact: false }),
      ),
    async howFar() {
      // In this order: what is decided on later lies behind the position.
      const { position } = await progress()
      return { position, batches: await batchesUnderWay(db, warehouseConsumer) }
    },
    countLog: async (signal) => countLog(db, await consumerPosition(db, relayConsumer), signal),
    lags: new Map([
      [relayConsumer, unpublished],
      [warehouseConsumer, notInWarehouse],
      ['kafka_ingest', () => guard(() => groupLag(connection, ingestGroup, [ingestTopic]))],
      ['archive', () => archiveLag(db)],
    ]),
    positions: new Map([
      [relayConsumer, () => consumerPosition(db, relayConsumer)],
      [warehouseConsumer, async () => (await progress()).position],
      ['archive', () => archivedPosition(db)],
    ]),
    warehouseDelay: async () => secondsBehind(db, (await progress()).position),
    logged: () => consumerPosition(db, relayConsumer),
  }
}
