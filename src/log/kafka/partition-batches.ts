import type pg from 'pg'
import { isAfter, type LoggedEvent, type LogPosition, readLog } from '../../ledger/read-log.ts'
import type { Database } from '../../postgres/pool.ts'

/** One partition of a topic; a topic that was deleted and made again has another id. */
export interface Partition {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
}

/** How far a consumer has decided to go in a partition. */
export interface PartitionState {
  readonly nextOffset: bigint
  /** Place in the ledger of the last event that was decided on; what is not beyond it was published twice. */
  readonly at: LogPosition
}

/** A step of one partition, from where its consumer stands. */
export interface Range extends Partition {
  readonly from: PartitionState
  readonly to: PartitionState
}

export interface PartitionBatch {
  readonly token: string
  readonly events: readonly LoggedEvent[]
  /** How many events were decided on and are gone from the ledger since: the batch continues without them. */
  readonly gone?: number
}

export const partitionName = ({ topicId, partition }: Pick<Partition, 'topicId' | 'partition'>) =>
  `${topicId}/${partition}`

/** How long the owner of a batch may go without renewing its ownership before another process finishes the batch. */
const ownedMs = 15_000

/** Where a consumer stands, by `partitionName`. */
export async function readPartitions(db: Database, consumer: string): Promise<Map<string, PartitionState & Partition>> {
  const { rows } = await db.query<{
    topic: string
    topic_id: string
    partition: number
    next_offset: string
    tx: string
    position: string
  }>('SELECT topic, topic_id, partition, next_offset, tx, position FROM log_partitions WHERE consumer = $1', [consumer])
  return new Map(
    rows.map(({ topic, topic_id: topicId, partition, next_offset, tx, position }) => [
      partitionName({ topicId, partition }),
      { topic, topicId, partition, nextOffset: BigInt(next_offset), at: { tx, position } },
    ]),
  )
}

// A topic that was made again begins behind what was read from the one before it.
const addPartitions = `
  INSERT INTO log_partitions (consumer, topic, topic_id, partition, next_offset, tx, position)
  SELECT $1, input.topic, input.topic_id, input.partition, input.from_offset,
    coalesce(before.tx, '0'), coalesce(before.position, 0)
  FROM jsonb_to_recordset($2) AS input(topic text, topic_id uuid, partition int, from_offset bigint)
  LEFT JOIN LATERAL (
    SELECT tx, position FROM log_partitions
    WHERE consumer = $1 AND log_partitions.topic = input.topic AND log_partitions.partition = input.partition
    ORDER BY tx DESC, position DESC LIMIT 1
  ) AS before ON true
  ORDER BY input.topic_id, input.partition
  ON CONFLICT DO NOTHING`

const movePartitions = `
  UPDATE log_partitions SET next_offset = input.to_offset, tx = input.tx::xid8, position = input.position
  FROM jsonb_to_recordset($2) AS input(
    topic_id uuid, partition int, from_offset bigint, from_tx text, from_position bigint,
    to_offset bigint, tx text, position bigint)
  WHERE consumer = $1 AND log_partitions.topic_id = input.topic_id AND log_partitions.partition = input.partition
    AND next_offset = input.from_offset
    AND log_partitions.tx = input.from_tx::xid8 AND log_partitions.position = input.from_position`

const record = `
  INSERT INTO log_partition_batches
    (consumer, token, from_tx, from_position, to_tx, to_position, positions, owner, owned_until)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + $9 * interval '1 millisecond')`

/** Topics that a consumer has read under other ids than these: they were deleted and made again. */
export async function vanishedTopics(
  db: Database,
  consumer: string,
  topicIds: ReadonlyMap<string, string>,
): Promise<string[]> {
  const states = await readPartitions(db, consumer)
  const changed = [...states.values()].filter((it) => (topicIds.get(it.topic) ?? it.topicId) !== it.topicId)
  return [...new Set(changed.map(({ topic }) => topic))]
}

/** Goes over to the topics as they are now: each partition begins where its namesake ended in the ledger. */
export async function forgetTopics(
  db: Database,
  consumer: string,
  topicIds: ReadonlyMap<string, string>,
): Promise<void> {
  const states = [...(await readPartitions(db, consumer)).values()]
  for (const state of states) {
    const topicId = topicIds.get(state.topic) ?? state.topicId
    if (topicId === state.topicId) continue
    await addPartition(db, consumer, { ...state, topicId }, 0n)
    await db.query('DELETE FROM log_partitions WHERE consumer = $1 AND topic_id = $2 AND partition = $3', [
      consumer,
      state.topicId,
      state.partition,
    ])
  }
}

const rowOf = ({ topic, topicId, partition, from, to }: Range) => ({
  ...{ topic, topic_id: topicId, partition },
  ...{ from_offset: String(from.nextOffset), from_tx: from.at.tx, from_position: from.at.position },
  ...{ to_offset: String(to.nextOffset), tx: to.at.tx, position: to.at.position },
})

/** Adds partitions that a consumer has never seen, beginning at `nextOffset`. */
export async function addPartition(
  db: Database,
  consumer: string,
  partition: Partition,
  fromOffset: bigint,
): Promise<void> {
  const { topic, topicId: topic_id } = partition
  const row = { topic, topic_id, partition: partition.partition, from_offset: String(fromOffset) }
  await db.query(addPartitions, [consumer, JSON.stringify([row])])
}

const earliest = (events: readonly LoggedEvent[]) => events.reduce((a, b) => (isAfter(a, b) ? b : a))
const latest = (events: readonly LoggedEvent[]) => events.reduce((a, b) => (isAfter(b, a) ? b : a))

/**
 * Decides on a batch: records which events it has and moves the consumer's place in each partition, together. Of
 * several processes that try to move a partition from one place, one succeeds.
 * @returns false when the consumer is held or another process was faster: nothing is decided then.
 */
export async function decidePartitions(
  db: Database,
  consumer: string,
  owner: string,
  ranges: readonly Range[],
  batch: PartitionBatch,
): Promise<boolean> {
  const client = await db.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const decided = await decideWithin(client, consumer, owner, ranges, batch)
    await client.query(decided ? 'COMMIT' : 'ROLLBACK')
    return decided
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error))
    throw error
  } finally {
    // A connection whose transaction failed is not returned to the pool: its state is not known.
    client.release(broken)
  }
}

async function decideWithin(
  client: pg.PoolClient,
  consumer: string,
  owner: string,
  ranges: readonly Range[],
  { token, events }: PartitionBatch,
): Promise<boolean> {
  const held = await client.query<{ held: boolean | null }>(
    'SELECT held_until > clock_timestamp() AS held FROM log_consumers WHERE consumer = $1 FOR SHARE',
    [consumer],
  )
  if (held.rows[0]?.held) return false
  const moved = await client.query(movePartitions, [consumer, JSON.stringify(ranges.map(rowOf))])
  if (moved.rowCount !== ranges.length) return false
  if (events.length === 0) return true
  const [first, last] = [earliest(events), latest(events)]
  const positions = events.map(({ position }) => position)
  const places = [first.tx, first.position, last.tx, last.position]
  await client.query(record, [consumer, token, ...places, positions, owner, ownedMs])
  return true
}

/** Renews the ownership of a batch. @returns false when another process has taken the batch over. */
export async function keepBatch(db: Database, consumer: string, token: string, owner: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE log_partition_batches SET owned_until = clock_timestamp() + $4 * interval '1 millisecond'
     WHERE consumer = $1 AND token = $2 AND owner = $3`,
    [consumer, token, owner, ownedMs],
  )
  return rowCount === 1
}

/** Removes a finished batch; another process that works on it finds that it no longer owns it. */
export async function finishPartitionBatch(db: Database, consumer: string, token: string): Promise<void> {
  await db.query('DELETE FROM log_partition_batches WHERE consumer = $1 AND token = $2', [consumer, token])
}

/**
 * Takes over a batch whose owner has been silent. Its events come from the ledger: their topic may be gone, or in
 * another process's hands.
 */
export async function takeOverBatch(
  db: Database,
  consumer: string,
  owner: string,
): Promise<PartitionBatch | undefined> {
  const { rows } = await db.query<{
    token: string
    from_tx: string
    from_position: string
    to_tx: string
    to_position: string
    positions: string[]
  }>(
    `UPDATE log_partition_batches SET owner = $2, owned_until = clock_timestamp() + $3 * interval '1 millisecond'
     WHERE consumer = $1 AND token = (
       SELECT token FROM log_partition_batches WHERE consumer = $1 AND owned_until < clock_timestamp()
       ORDER BY decided_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING *`,
    [consumer, owner, ownedMs],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const { token, positions } = row
  const before = { tx: row.from_tx, position: String(BigInt(row.from_position) - 1n) }
  const until = { tx: row.to_tx, position: row.to_position }
  const events = await readLog(db, before, { until, positions, limit: positions.length, whole: true })
  const gone = positions.length - events.length
  return { token, events, ...(gone > 0 && { gone }) }
}
