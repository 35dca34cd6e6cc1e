import { randomUUID } from 'node:crypto'
import type { Message } from '@platformatic/kafka'
import { ledgerId } from '../../ledger/ledger-id.ts'
import { missingEvents } from '../../ledger/missing-events.ts'
import type { Guard } from '../../platform/breaker.ts'
import type { KafkaConfig } from '../../platform/config.ts'
import type { Logger } from '../../platform/log.ts'
import type { Database } from '../../postgres/pool.ts'
import { registerConsumer } from '../batches.ts'
import type { Consumer } from '../loop.ts'
import { startLoop } from '../loop.ts'
import { noteGone, suspectLoss } from '../suspected-loss.ts'
import { stepsToGroup } from './ahead-of-ledger.ts'
import { connectionTo } from './connection.ts'
import { type GroupReader, groupOf, openGroupReader } from './group-reader.ts'
import {
  addPartition,
  decidePartitions,
  finishPartitionBatch,
  forgetTopics,
  keepBatch,
  type PartitionBatch,
  type PartitionState,
  partitionName,
  readPartitions,
  takeOverBatch,
  vanishedTopics,
} from './partition-batches.ts'
import { type Flawed, type Plan, plan } from './plan.ts'
import { openStandingOffsets } from './standing-offsets.ts'
import { ensureTopics } from './topics.ts'

export interface PartitionConsumerOptions {
  readonly db: Database
  readonly kafka: KafkaConfig
  /** The consumer's name, and its group's behind `pocm-`. */
  readonly name: string
  readonly topics: readonly string[]
  /** Event types that are known. */
  readonly types: ReadonlySet<string>
  /**
   * Takes a batch. Called again with the same events and token until it succeeds, perhaps by another process.
   * @param repeated whether this batch may have been begun before, by this or another process
   */
  readonly handle: (batch: PartitionBatch, repeated: boolean) => Promise<void>
  /** Keeps messages that are not events; called with the same ones again after a failure. */
  readonly bury: (flawed: readonly Flawed[]) => Promise<void>
  /** Refuses requests to the brokers while they are unavailable. */
  readonly guard: Guard
  readonly log: Logger
  readonly batchEvents: number
}

/** Messages that were read, and what they are from where the consumer stands. */
interface Pending {
  readonly messages: readonly Message[]
  readonly by: ReadonlyMap<string, PartitionState>
  readonly planned: Plan
}

const keepMs = 5_000
const orphansMs = 2_000
const heldMs = 50

/**
 * Reads topics as one of a consumer group, in batches that are decided before they are handled. Kafka says who reads
 * which partition and may be wrong for a while, as when a process that slept comes back: what was decided is for
 * PostgreSQL to say, where of two that try to go on from one offset one succeeds.
 */
export function startPartitionConsumer(options: PartitionConsumerOptions): Consumer {
  const { db, name, handle, log, kafka } = options
  const owner = randomUUID()
  const connection = connectionTo(kafka, name)
  let ledger = ''
  let reader: GroupReader | undefined
  /** Where the topics ended when the reader was opened: what lies before may come from before the ledger was restored. */
  let ends: ReadonlyMap<string, readonly bigint[]> = new Map()
  let findStanding = openStandingOffsets()
  let states: Map<string, PartitionState> | undefined
  let pending: Pending | undefined
  /** The next messages, which are read while a batch is handled. */
  let ahead: Promise<Pending | undefined> | undefined
  let unfinished: { batch: PartitionBatch; repeated: boolean } | undefined
  let orphansAt = 0

  async function open(): Promise<GroupReader> {
    await registerConsumer(db, name)
    ledger = await ledgerId(db)
    const { topics, guard } = options
    const opened = await guard(async () => {
      await ensureTopics(connection, kafka, topics)
      return openGroupReader({ connection, group: groupOf(name, ledger), member: owner, topics, log })
    })
    try {
      await noteVanished(opened)
      ends = await opened.offsetsAt('LATEST')
      findStanding = openStandingOffsets()
    } catch (error) {
      await opened.close()
      throw error
    }
    return opened
  }

  /** Topics that were deleted and made again begin anew; whether something went with them is for the keeper to find. */
  async function noteVanished({ topicIds }: GroupReader): Promise<void> {
    const vanished = await vanishedTopics(db, name, topicIds)
    if (vanished.length === 0) return
    log.error({ topics: vanished, consumer: name }, 'topics were deleted; what went with them comes from the ledger')
    await suspectLoss(db, name)
    await forgetTopics(db, name, topicIds)
  }

  /** Where this consumer stands in every partition of the messages; a new one begins with its first message. */
  async function statesFor({ topicIds }: GroupReader, messages: readonly Message[]) {
    const known = states ?? (await readPartitions(db, name))
    let isNew = false
    for (const { topic, partition, offset } of messages) {
      const topicId = topicIds.get(topic) ?? ''
      if (known.has(partitionName({ topicId, partition }))) continue
      await addPartition(db, name, { topic, topicId, partition }, offset)
      known.set(partitionName({ topicId, partition }), { nextOffset: offset, at: { tx: '0', position: '0' } })
      isNew = true
    }
    states = isNew ? await readPartitions(db, name) : known
    return states
  }

  /** Plans a batch. An event that the ledger lost when it was restored is no event; it would hide those that took its place. */
  async function planOf(opened: GroupReader, messages: readonly Message[]): Promise<Plan> {
    const states = await statesFor(opened, messages)
    const known = { types: options.types, ledger }
    const planned = plan(messages, opened.topicIds, states, known)
    const isOld = ({ topic, partition, offset }: Message) => offset < (ends.get(topic)?.[partition] ?? 0n)
    if (planned.batch.events.length === 0 || !messages.some(isOld)) return planned
    const missing = await missingEvents(db, planned.batch.events)
    return missing.size === 0 ? planned : plan(messages, opened.topicIds, states, { ...known, missing })
  }

  /**
   * Continues from the offsets of the group, and has the stores compared: what the group skipped may be in none of
   * them.
   */
  async function followGroup(opened: GroupReader): Promise<void> {
    states ??= await readPartitions(db, name)
    const ranges = await stepsToGroup(db, name, opened.topicIds, findStanding(opened.fetching()), states)
    if (ranges.length === 0) return
    const partitions = ranges.map(({ topic, partition, from, to }) => {
      return { topic, partition, from: String(from.nextOffset), to: String(to.nextOffset) }
    })
    log.error(
      { consumer: name, partitions },
      'the group is ahead of the ledger, which was restored to an earlier moment',
    )
    await suspectLoss(db, name)
    await decidePartitions(db, name, owner, ranges, { token: '', events: [] })
    states = undefined
  }

  async function reportGaps({ gaps }: Plan): Promise<void> {
    if (gaps.length > 0) await suspectLoss(db, name)
    for (const gap of gaps) {
      const fields = { ...gap, from: String(gap.from), to: String(gap.to), consumer: name }
      log.error(fields, 'messages were deleted before they were read; comparing with the ledger brings them back')
    }
  }

  async function pendingOf(opened: GroupReader, messages: readonly Message[]): Promise<Pending> {
    const by = await statesFor(opened, messages)
    return { messages, by, planned: await planOf(opened, messages) }
  }

  async function take(opened: GroupReader): Promise<Pending | undefined> {
    const messages = await opened.take(options.batchEvents)
    return messages.length === 0 ? undefined : pendingOf(opened, messages)
  }

  /** Reads ahead while a batch is handled. An error is thrown to the caller that takes what was read. */
  function takeAhead(opened: GroupReader): void {
    ahead = take(opened)
    ahead.catch(() => {})
  }

  /** Handles a batch, renewing its ownership meanwhile. @returns false when another process took it over. */
  async function work({ batch, repeated }: NonNullable<typeof unfinished>): Promise<boolean> {
    // The process that has just decided on it owns it.
    if (repeated && !(await keepBatch(db, name, batch.token, owner))) return false
    const keeping = setInterval(() => {
      keepBatch(db, name, batch.token, owner).catch((error) =>
        log.warn({ err: error, consumer: name }, 'the ownership of a batch could not be renewed'),
      )
    }, keepMs)
    try {
      if (batch.gone !== undefined) await noteGone(db, log, batch.gone, { consumer: name, token: batch.token })
      if (batch.events.length > 0) await handle(batch, repeated)
    } finally {
      clearInterval(keeping)
    }
    await finishPartitionBatch(db, name, batch.token)
    return true
  }

  /** Finishes what was decided here, or by a process that has been silent since. */
  async function finishDecided(): Promise<void> {
    if (unfinished === undefined && performance.now() >= orphansAt) {
      const orphan = await takeOverBatch(db, name, owner)
      if (orphan !== undefined) unfinished = { batch: orphan, repeated: true }
      else orphansAt = performance.now() + orphansMs
    }
    if (unfinished === undefined) return
    const { batch } = unfinished
    const mine = await work(unfinished).catch((error) => {
      unfinished = { batch, repeated: true }
      throw error
    })
    if (!mine) log.warn({ consumer: name, token: batch.token }, 'another process took a batch over')
    unfinished = undefined
  }

  /** @returns how long to pause. */
  async function step(): Promise<number> {
    await finishDecided()
    reader ??= await open()
    if (pending === undefined) {
      const taking = ahead ?? take(reader)
      ahead = undefined
      pending = await taking
    }
    if (pending === undefined) {
      await followGroup(reader)
      return 0
    }
    if (pending.by !== states) pending = await pendingOf(reader, pending.messages)
    const { messages, planned } = pending
    if (planned.ranges.length > 0) {
      if (planned.flawed.length > 0) await options.bury(planned.flawed)
      await reportGaps(planned)
      const { foreign, lost } = planned
      if (lost > 0) {
        await suspectLoss(db, name)
        log.error({ lost, consumer: name }, 'events were published that the ledger lost when it was restored')
      }
      if (foreign > 0) log.warn({ foreign, consumer: name }, 'messages of another ledger were passed by')
      if (!(await decidePartitions(db, name, owner, planned.ranges, planned.batch))) {
        states = undefined
        return heldMs
      }
      for (const range of planned.ranges) states?.set(partitionName(range), range.to)
      if (planned.batch.events.length > 0) unfinished = { batch: planned.batch, repeated: false }
    }
    pending = undefined
    if (unfinished !== undefined) takeAhead(reader)
    await finishDecided()
    // The group's own record only says where the next reader begins; what was decided is not for it to say.
    await reader
      .commit(messages)
      .catch((error) => log.debug({ err: error, consumer: name }, 'offsets could not be committed; they will be later'))
    return 0
  }

  async function discard(): Promise<void> {
    const broken = reader
    reader = undefined
    states = undefined
    pending = undefined
    const taking = ahead
    ahead = undefined
    await broken?.close()
    // It ends with its reader, and may look for places until then.
    await taking?.catch(() => {})
    states = undefined
  }

  return startLoop({
    name,
    log,
    step,
    // What was decided is repeated as it is; whatever else was at hand is read again.
    onFailure: async () => {
      if (unfinished === undefined) await discard()
    },
    onClose: discard,
  })
}
