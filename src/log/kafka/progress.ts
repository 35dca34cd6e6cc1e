import { Admin, type BaseOptions, ListOffsetTimestamps } from '@platformatic/kafka'
import { isAfter, type LogPosition, logStart } from '../../ledger/read-log.ts'
import type { Database } from '../../postgres/pool.ts'
import { consumerPosition } from '../batches.ts'
import { type Partition, partitionName, readPartitions } from './partition-batches.ts'
import { relayConsumer } from './relay.ts'

interface Ends extends Partition {
  /** The offset of the oldest message that is still there. */
  readonly first: bigint
  /** The offset that the next message will get. */
  readonly next: bigint
}

const { LATEST: latest, EARLIEST: earliest } = ListOffsetTimestamps

/** Both ends of all partitions of the topics that there are. */
async function endsOf(admin: Admin, topics: readonly string[]): Promise<Ends[]> {
  const present = new Set(await admin.listTopics())
  const asked = topics.filter((topic) => present.has(topic))
  if (asked.length === 0) return []
  const metadata = await admin.metadata({ topics: asked, forceUpdate: true, autocreateTopics: false })
  const list = async (timestamp: bigint) => {
    const partitionsOf = (name: string) =>
      Array.from({ length: metadata.topics.get(name)?.partitionsCount ?? 0 }, (_, partitionIndex) => {
        return { partitionIndex, timestamp }
      })
    const listed = await admin.listOffsets({ topics: asked.map((name) => ({ name, partitions: partitionsOf(name) })) })
    return listed.flatMap(({ name: topic, partitions }) =>
      partitions.map(({ partitionIndex: partition, offset }) => {
        return { topic, topicId: metadata.topics.get(topic)?.id ?? '', partition, offset }
      }),
    )
  }
  const first = new Map((await list(earliest)).map((it) => [partitionName(it), it.offset]))
  return (await list(latest)).map(({ offset: next, ...it }) => ({
    ...it,
    next,
    first: first.get(partitionName(it)) ?? 0n,
  }))
}

export interface Progress {
  /** Messages that the consumer has not decided on, and events that it has and not yet handled. */
  readonly lag: number
  /** Everything at or before this place in the ledger was decided on by the consumer. */
  readonly position: LogPosition
}

/**
 * How far a consumer of topics is, in messages and in the ledger. The place is exact while the consumer is held.
 * @throws the error of the brokers or of PostgreSQL when they are unavailable
 */
export async function progressOf(
  db: Database,
  connection: BaseOptions,
  consumer: string,
  topics: readonly string[],
): Promise<Progress> {
  const admin = new Admin(connection)
  try {
    // In this order: whatever the relay had published by now lies before the ends that are read next.
    let position = await consumerPosition(db, relayConsumer)
    const ends = await endsOf(admin, topics)
    const states = await readPartitions(db, consumer)
    let lag = 0
    for (const end of ends) {
      const state = states.get(partitionName(end))
      const behind = Number(end.next - (state?.nextOffset ?? end.first))
      if (behind <= 0) continue
      lag += behind
      const at = state?.at ?? logStart
      if (isAfter(position, at)) position = at
    }
    return { lag: lag + (await underWay(db, consumer)), position }
  } finally {
    await admin.close()
  }
}

/** Messages of topics that a group has not committed, for consumers whose place Kafka keeps. */
export async function groupLag(connection: BaseOptions, group: string, topics: readonly string[]): Promise<number> {
  const admin = new Admin(connection)
  try {
    const ends = await endsOf(admin, topics)
    const asked = topics.map((name) => ({
      name,
      partitionIndexes: ends.filter(({ topic }) => topic === name).map(({ partition }) => partition),
    }))
    const [committed] = await admin.listConsumerGroupOffsets({ groups: [{ groupId: group, topics: asked }] })
    const places = new Map(
      (committed?.topics ?? []).flatMap(({ name, partitions }) =>
        partitions.map((it) => [`${name} ${it.partitionIndex}`, it.committedOffset] as const),
      ),
    )
    // A partition that the group has committed nothing of has the offset -1.
    const placeOf = ({ topic, partition, first }: Ends) => {
      const place = places.get(`${topic} ${partition}`) ?? -1n
      return place < first ? first : place
    }
    return ends.reduce((lag, end) => lag + Number(end.next - placeOf(end)), 0)
  } finally {
    await admin.close()
  }
}

async function underWay(db: Database, consumer: string): Promise<number> {
  const { rows } = await db.query<{ events: string }>(
    'SELECT coalesce(sum(cardinality(positions)), 0) AS events FROM log_partition_batches WHERE consumer = $1',
    [consumer],
  )
  return Number(rows[0]?.events)
}
