import { randomUUID } from 'node:crypto'
import type { Message } from '@platformatic/kafka'
import { connectionTo } from '../log/kafka/connection.ts'
import { type FetchOffset, type GroupReader, openGroupReader } from '../log/kafka/group-reader.ts'
import { headersOf } from '../log/kafka/message.ts'
import { openStandingOffsets } from '../log/kafka/standing-offsets.ts'
import { ensureTopics, ingestTopic } from '../log/kafka/topics.ts'
import type { Consumer } from '../log/loop.ts'
import { startLoop } from '../log/loop.ts'
import type { KafkaConfig } from '../platform/config.ts'
import { Failure } from '../platform/errors.ts'
import type { Logger } from '../platform/log.ts'
import { readTraceparent, traced } from '../platform/tracing.ts'
import type { Database } from '../postgres/pool.ts'
import { isTransient } from '../postgres/sql-states.ts'
import { type CountOutcomes, toCount } from './count-outcomes.ts'
import type { DeadMessage, Letters } from './dead-letters.ts'
import { type IngestDeps, ingest } from './ingest.ts'
import { placeKey, type Read, readMessage } from './message.ts'
import { offsetsBehind, recordOffsets, skipDeleted } from './recorded-offsets.ts'

export interface KafkaIngestDeps {
  readonly db: Database
  readonly ingest: IngestDeps
  readonly kafka: KafkaConfig
  readonly letters: Letters
  /** Whether there is a tenant of this name: a topic has no credential that vouches for it. */
  readonly isTenant: (tenantId: string) => Promise<boolean>
  readonly count: CountOutcomes
  readonly log: Logger
}

export const ingestGroup = 'pocm-ingest'
const batchMessages = 1_000

/**
 * Takes events from `pocm.ingest.v1` by the same path as those that come over HTTP. The ledger records how far it has come
 * once it has committed, and what cannot be taken lies with the dead letters; then the group's offset is committed. A message
 * that is read twice is a duplicate by its key. A ledger that stands before the group was restored to an earlier moment: it
 * reads again what it lost.
 */
export function startKafkaIngest(deps: KafkaIngestDeps): Consumer {
  const { db, kafka, log } = deps
  const member = randomUUID()
  const connection = connectionTo(kafka, 'ingest')
  let reader: GroupReader | undefined
  let findStanding = openStandingOffsets()
  let pending: Message[] = []

  async function open(): Promise<GroupReader> {
    await ensureTopics(connection, kafka, [ingestTopic])
    findStanding = openStandingOffsets()
    return openGroupReader({ connection, group: ingestGroup, member, topics: [ingestTopic], log })
  }

  async function close(): Promise<void> {
    await reader?.close()
    reader = undefined
  }

  /** Has the group begin where the ledger stands, or at the oldest message that there is. */
  async function readAgain(opened: GroupReader, behind: readonly FetchOffset[]): Promise<void> {
    const oldest = await opened.offsetsAt('EARLIEST')
    const places = behind.map(({ topic, partition, offset }) => {
      const first = oldest.get(topic)?.[partition] ?? 0n
      return { topic, partition, offset: first > offset ? first : offset }
    })
    const shown = places.map(({ partition, offset }, index) => {
      return { partition, ledger: String(behind[index]?.offset), from: String(offset) }
    })
    log.error(
      { partitions: shown },
      'the ledger lacks messages that were taken before it was restored; reading them again',
    )
    await skipDeleted(db, opened.topicIds, places)
    await opened.commitOffsets(places)
    await close()
  }

  return startLoop({
    name: 'kafka_ingest',
    log,
    async step() {
      reader ??= await open()
      if (pending.length === 0) pending = await reader.take(batchMessages)
      const { topicIds } = reader
      if (pending.length === 0) {
        const behind = await offsetsBehind(db, topicIds, findStanding(reader.fetching()))
        if (behind.length > 0) await readAgain(reader, behind)
        return 0
      }
      await takeFromKafka(deps, pending)
      const behind = await recordOffsets(db, topicIds, pending)
      const done = pending
      pending = []
      if (behind.length > 0) {
        await readAgain(reader, behind)
        return 0
      }
      await reader
        .commit(done)
        .catch((error) => log.debug({ err: error }, 'offsets could not be committed; their messages come again'))
      return 0
    },
    async onFailure() {
      // While the ledger is unavailable the fetched messages are kept; a reader that failed has none.
      if (pending.length === 0) await close()
    },
    onClose: close,
  })
}

/**
 * Takes messages; where they fail for the sake of one of them it is found by bisection and becomes a dead letter, and the
 * others go on. What was taken before the failure is a duplicate by its key.
 */
export async function takeFromKafka(deps: KafkaIngestDeps, messages: readonly Message[]): Promise<void> {
  try {
    await takeMessages(deps, messages)
  } catch (error) {
    // The service's own failures are retried, as is an unavailable ledger.
    if (error instanceof Failure || isTransient(error)) throw error
    const [only] = messages
    if (messages.length === 1 && only !== undefined) {
      deps.log.error({ err: error, place: placeKey(only) }, 'a message cannot be taken; it becomes a dead letter')
      deps.count({ tenantId: undefined, source: 'kafka' }, [{ outcome: 'rejected', reason: 'not_storable' }], [])
      await deps.letters.keep([{ message: only, tenantId: undefined, cause: 'not_storable', flaws: [] }])
      return
    }
    const middle = Math.ceil(messages.length / 2)
    await takeFromKafka(deps, messages.slice(0, middle))
    await takeFromKafka(deps, messages.slice(middle))
  }
}

/** Takes messages of many tenants: each tenant's together, in their order. */
async function takeMessages(deps: KafkaIngestDeps, messages: readonly Message[]): Promise<void> {
  const dead: DeadMessage[] = []
  const groups = new Map<string, { message: Message; read: Read }[]>()
  for (const message of messages) {
    const read = readMessage(message)
    if ('cause' in read) {
      dead.push({ message, ...read })
      continue
    }
    const group = groups.get(`${read.form} ${read.tenantId}`) ?? []
    groups.set(`${read.form} ${read.tenantId}`, group)
    group.push({ message, read })
  }
  const letters = await countUnreadable(deps, dead)
  for (const group of groups.values()) letters.push(...(await takeGroup(deps, group)))
  await deps.letters.keep(letters)
}

/** Counts what is no event at all. @returns the same, each of the tenant that it names if there is such a one. */
async function countUnreadable(deps: KafkaIngestDeps, dead: readonly DeadMessage[]): Promise<DeadMessage[]> {
  const counted: DeadMessage[] = []
  for (const [named, messages] of Map.groupBy(dead, ({ tenantId }) => tenantId)) {
    const tenantId = named !== undefined && (await deps.isTenant(named)) ? named : undefined
    const rejected = messages.map(({ cause }) => ({ outcome: 'rejected', reason: cause }) as const)
    deps.count({ tenantId, source: 'kafka' }, rejected, [])
    counted.push(...messages.map((it) => ({ ...it, tenantId })))
  }
  return counted
}

/** @returns those that cannot be taken. */
async function takeGroup(
  deps: KafkaIngestDeps,
  group: readonly { message: Message; read: Read }[],
): Promise<DeadMessage[]> {
  const [{ read: first }] = group as [{ message: Message; read: Read }]
  const { tenantId, form } = first
  if (!(await deps.isTenant(tenantId))) {
    const flaws = [{ path: '/tenant_id', message: 'is no tenant of this service' }]
    const rejected = group.map(() => ({ outcome: 'rejected', reason: 'unknown_tenant' }) as const)
    deps.count({ tenantId: undefined, source: 'kafka' }, rejected, [])
    return group.map(({ message }) => ({ message, tenantId: undefined, cause: 'unknown_tenant', flaws }))
  }
  const values = group.map(({ read }) => read.value)
  const [parent, ...links] = new Set(
    group.flatMap(({ message }) => readTraceparent(headersOf(message).get('traceparent')) ?? []),
  )
  const options = { kind: 'consumer', attributes: { 'messaging.system': 'kafka' }, parent, links } as const
  const outcomes = await traced(deps.ingest.tracer, 'ingest.kafka', options, () =>
    ingest(deps.ingest, values, { tenantId, form, traceId: undefined }),
  )
  deps.count({ tenantId, source: 'kafka' }, outcomes.map(toCount), values)
  return group.flatMap(({ message }, index) => {
    const outcome = outcomes[index]
    if (outcome?.status !== 'rejected') return []
    return [{ message, tenantId, cause: outcome.reason, flaws: outcome.errors }]
  })
}
