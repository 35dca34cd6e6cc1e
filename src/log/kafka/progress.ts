import { Admin, type BaseOptions } from '@platformatic/kafka'
import type { Database } from '../../ledger/database.ts'
import { isAfter, type LogPosition, logStart } from '../../ledger/read-log.ts'
import { consumerPosition } from '../batches.ts'
import { type Partition, partitionName, readPartitions } from './partition-batches.ts'
import { relayConsumer } from './relay.ts'

interface End extends Partition {
  /** The offset that the next message will get. */
  readonly offset: bigint
}

const latest = -1n

/** The ends of all partitions of the topics that there are. */
async function endsOf(admin: Admin, topics: readonly string[]): Promise<End[]> {
  const present = new Set(await admin.listTopics())
  const asked = topics.filter((topic) => present.has(topic))
  if (asked.length === 0) return []
  const metadata = await admin.metadata({ topics: asked, forceUpdate: true, autocreateTopics: false })
  const listed = await admin.listOffsets({
    topics: asked.map((name) => ({
      name,
      partitions: Array.from({ length: metadata.topics.get(name)?.partitionsCount ?? 0 }, (_, partitionIndex) => ({
        partitionIndex,
        timestamp: latest,
      })),
    })),
  })
  return listed.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, offset }) => {
      return { topic: name, topicId: metadata.topics.get(name)?.id ?? '', partition: partitionIndex, offset }
    }),
  )
}

export interface Progress {
  /** Messages that the consumer has not decided on, and events that it has and not yet handled. */
  readonly lag: number
  /** Everything at or before this place in the ledger was decided on by the consumer. */
  readonly position: LogPosition
}

/**
 * How far a consumer of topics is, in messages and in the ledger. The place is exact while the consumer is held.
 * @throws what the brokers or PostgreSQL answer when they are away
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
      const behind = Number(end.offset - (state?.nextOffset ?? 0n))
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

async function underWay(db: Database, consumer: string): Promise<number> {
  const { rows } = await db.query<{ events: string }>(
    'SELECT coalesce(sum(cardinality(positions)), 0) AS events FROM log_partition_batches WHERE consumer = $1',
    [consumer],
  )
  return Number(rows[0]?.events)
}
