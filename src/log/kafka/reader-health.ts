import { type Consumer, ListOffsetTimestamps, type MessagesStream } from '@platformatic/kafka'

/** What these checks need of a consumer and its stream. */
export type WatchedConsumer = Pick<Consumer, 'assignments' | 'lastHeartbeat'> & {
  listOffsets(options: { topics: string[]; timestamp: bigint }): Promise<Map<string, bigint[]>>
  on(event: 'consumer:group:join', listener: () => void): unknown
}
export type WatchedStream = Pick<MessagesStream<Buffer, Buffer, Buffer, Buffer>, 'offsetsToFetch'>

/**
 * Whether the group's coordinator has given a sign of life within a time. A member that does not hear it is no member any
 * more, and the library (@platformatic/kafka 2.12.1) may not say so.
 */
export function watchCoordinator(consumer: WatchedConsumer, silentMs: number): () => boolean {
  let joinedAt = Date.now()
  consumer.on('consumer:group:join', () => {
    joinedAt = Date.now()
  })
  return () => Date.now() - Math.max(joinedAt, consumer.lastHeartbeat?.getTime() ?? 0) < silentMs
}

/**
 * Looks now and then whether each partition that this process was given is fetched to its end.
 * @returns `note`, to be told of each message that is taken, and `check`, to be made when nothing is buffered: it throws when
 *   a partition, with messages waiting in it, has stood still and given nothing from one look to the next
 */
export function openStallCheck(
  consumer: WatchedConsumer,
  stream: WatchedStream,
  everyMs: number,
): { note(message: { topic: string; partition: number }): void; check(): Promise<void> } {
  let lookedAt = performance.now()
  let given = new Set<string>()
  let behind = new Map<string, bigint | undefined>()

  /** Partitions with messages that have not been fetched, and from which offset they are to be. */
  async function look(): Promise<Map<string, bigint | undefined>> {
    const assigned = (consumer.assignments ?? []).filter(({ partitions }) => partitions.length > 0)
    if (assigned.length === 0) return new Map()
    const fetched = new Map(stream.offsetsToFetch)
    const topics = assigned.map(({ topic }) => topic)
    const ends = await consumer.listOffsets({ topics, timestamp: ListOffsetTimestamps.LATEST })
    const waiting = assigned.flatMap(({ topic, partitions }) =>
      partitions
        .filter((partition) => (ends.get(topic)?.[partition] ?? 0n) > (fetched.get(`${topic}:${partition}`) ?? -1n))
        .map((partition) => `${topic}:${partition}`),
    )
    return new Map(waiting.map((name) => [name, fetched.get(name)]))
  }

  return {
    note({ topic, partition }) {
      given.add(`${topic}:${partition}`)
    },
    async check() {
      if (performance.now() - lookedAt < everyMs) return
      lookedAt = performance.now()
      const [before, moving] = [behind, given]
      given = new Set()
      behind = await look()
      const stalled = [...behind].filter(
        ([name, offset]) => !moving.has(name) && before.has(name) && before.get(name) === offset,
      )
      if (stalled.length > 0) throw new Error(`no longer fetched: ${stalled.map(([name]) => name).join(', ')}`)
    },
  }
}
