import { type BaseOptions, ListOffsetTimestamps, type Message } from '@platformatic/kafka'
import type { Logger } from '../../platform/log.ts'
import { openPatchedConsumer } from './patched-consumer.ts'
import { openStallCheck, watchCoordinator } from './reader-health.ts'

/** The offset that is fetched next from a partition. */
export interface FetchOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/** Messages of the partitions that a consumer group gives this process. */
export interface GroupReader {
  /** Ids of the topics as they were when the reader was opened: one that is made again has another. */
  readonly topicIds: ReadonlyMap<string, string>
  /**
   * The next messages, at most `most`, in the order of each partition; none when none come for a second.
   * @throws what broke the connection, or that the reader no longer makes progress; it is of no more use then.
   */
  take(most: number): Promise<Message[]>
  /**
   * Commits to the group how far this process is, where a reader after this one begins.
   * @throws what the coordinator answers, or that it does not; the next take throws the same: who cannot commit may have
   *   lost its membership without hearing of it.
   */
  commit(messages: readonly Message[]): Promise<void>
  /** Tells the group to begin at these offsets, which may lie before what was read; a reader that is opened after this one does. */
  commitOffsets(offsets: readonly FetchOffset[]): Promise<void>
  /** What is fetched next from the partitions that this process was given. What was fetched may not have been taken. */
  fetching(): FetchOffset[]
  /** The offset of the oldest message, or the one that the next will get, by topic and partition. */
  offsetsAt(end: 'EARLIEST' | 'LATEST'): Promise<ReadonlyMap<string, readonly bigint[]>>
  close(): Promise<void>
}

const sessionMs = 10_000
const heartbeatMs = 2_000
const idleMs = 1_000
const fetchMs = 200
const closeMs = 5_000
/** The longest that joining the group, or a commit with a rebalance in its way, may take. */
const answerMs = 30_000
/** How long the coordinator may be silent, several sessions: by then this process is no member any more. */
const silentMs = 3 * sessionMs
/** Kafka's own mark for an offset of which no leader epoch is known. */
const unknownEpoch = -1
const stallCheckMs = 10_000
/** How many messages may wait in this process, each of up to a megabyte. */
const bufferedMessages = 500
/** Bytes of messages that are taken at once, but for the last one. */
const mostBytes = 64 * 1024 * 1024

/** What a promise gives within a time, or undefined where it takes longer; it is not cancelled then. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  const timeout = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => timeout.resolve(undefined), ms)
  return Promise.race([promise, timeout.promise]).finally(() => clearTimeout(timer))
}

/** @throws that there was no answer in time */
async function answered<T>(what: string, promise: Promise<T>): Promise<T> {
  const answer = await within(
    answerMs,
    promise.then((value) => ({ value })),
  )
  if (answer === undefined) throw new Error(`no answer to ${what} within ${answerMs / 1_000} s`)
  return answer.value
}

/** The group of a consumer. Each ledger has groups of its own: a new one begins at the beginning. */
export const groupOf = (consumer: string, ledger: string): string => `pocm-${consumer}-${ledger.slice(0, 8)}`

/** Joins a consumer group and reads from where the group is, or from the beginning. */
export async function openGroupReader(options: {
  connection: BaseOptions
  group: string
  /**
   * Names this process in the group: after a restart under the same name, the group does not wait for its previous
   * instance.
   */
  member: string
  topics: readonly string[]
  /** Where to begin where the group has no place yet. */
  from?: 'earliest' | 'latest'
  /** How long to gather after the first message. */
  lingerMs?: number
  log: Logger
}): Promise<GroupReader> {
  const { connection, group, member, topics, log, from = 'earliest', lingerMs = 200 } = options
  const consumer = openPatchedConsumer({
    ...connection,
    groupId: group,
    groupInstanceId: member,
    sessionTimeout: sessionMs,
    heartbeatInterval: heartbeatMs,
    rebalanceTimeout: sessionMs,
    autocommit: false,
  })
  // A member that could not join again says so by an event alone, and reads nothing more; without a listener the event
  // ends the process.
  let broken: Error | undefined
  consumer.on('error', (error: Error) => {
    broken ??= error
  })
  // A coordinator that is unavailable, or in the middle of a rebalance, may not answer for long; the group then finds
  // out by itself that this member is gone.
  const close = async () => {
    const closing = consumer.close(true)
    await within(
      closeMs,
      closing.catch((error) => log.debug({ err: error, group }, 'a Kafka consumer could not be closed')),
    )
  }
  try {
    const metadata = await answered('metadata', consumer.metadata({ topics: [...topics], autocreateTopics: false }))
    const joining = consumer.consume({
      topics: [...topics],
      mode: 'committed',
      fallbackMode: from,
      maxWaitTime: fetchMs,
      highWaterMark: bufferedMessages,
    })
    const stream = await answered('joining the group', joining)
    // The caller of `take` gets the error; between two calls there is none, and an error without a listener ends the
    // process.
    stream.on('error', (error) => log.debug({ err: error, group }, 'a stream of messages broke'))
    const messages = stream[Symbol.asyncIterator]()
    const isAlive = watchCoordinator(consumer, silentMs)
    const stalls = openStallCheck(consumer, stream, stallCheckMs)
    let next: Promise<IteratorResult<Message>> | undefined

    /** The next message, or undefined when none comes in time; it is not lost then. */
    async function nextWithin(ms: number): Promise<Message | undefined> {
      next ??= messages.next()
      const result = await within(ms, next)
      if (result === undefined) return undefined
      next = undefined
      if (result.done === true) throw new Error('the stream of messages ended')
      return result.value
    }

    async function commitOffsets(offsets: (FetchOffset & { leaderEpoch: number })[]): Promise<void> {
      try {
        await answered('a commit', consumer.commit({ offsets }))
      } catch (error) {
        broken ??= error as Error
        throw error
      }
    }

    return {
      topicIds: new Map([...metadata.topics].map(([name, { id }]) => [name, id])),
      async take(most) {
        if (broken !== undefined) throw broken
        if (!isAlive()) throw new Error(`the coordinator of the group was silent for ${silentMs / 1_000} s`)
        const taken: Message[] = []
        let deadline = performance.now() + idleMs
        let bytes = 0
        while (taken.length < most && bytes < mostBytes) {
          const message = await nextWithin(Math.max(0, deadline - performance.now()))
          if (message === undefined) break
          if (taken.length === 0) deadline = performance.now() + lingerMs
          taken.push(message)
          stalls.note(message)
          bytes += message.value?.length ?? 0
        }
        // Nothing is buffered then: whatever lies in a partition would have been fetched.
        if (taken.length < most && bytes < mostBytes) {
          stalls.check().catch((error) => {
            broken ??= error
          })
        }
        return taken
      },
      async commit(done) {
        const last = new Map(done.map((message) => [`${message.topic} ${message.partition}`, message]))
        if (last.size === 0) return
        await commitOffsets(
          [...last.values()].map(({ topic, partition, offset, leaderEpoch }) => {
            return { topic, partition, offset: offset + 1n, leaderEpoch }
          }),
        )
      },
      commitOffsets: (offsets) => commitOffsets(offsets.map((it) => ({ ...it, leaderEpoch: unknownEpoch }))),
      fetching() {
        const places = stream.offsetsToFetch
        return (consumer.assignments ?? []).flatMap(({ topic, partitions }) =>
          partitions.flatMap((partition) => {
            const offset = places.get(`${topic}:${partition}`)
            return offset === undefined ? [] : [{ topic, partition, offset }]
          }),
        )
      },
      offsetsAt: (end) =>
        answered('offsets', consumer.listOffsets({ topics: [...topics], timestamp: ListOffsetTimestamps[end] })),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
