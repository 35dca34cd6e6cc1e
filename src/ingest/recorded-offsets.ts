import type { Message } from '@platformatic/kafka'
import type { FetchOffset, GroupReader } from '../log/kafka/group-reader.ts'
import type { Database } from '../postgres/pool.ts'

type Topics = GroupReader['topicIds']
interface Row {
  topic: string
  partition: number
  next_offset: string
}
const offsetOf = ({ topic, partition, next_offset }: Row): FetchOffset => {
  return { topic, partition, offset: BigInt(next_offset) }
}
const inputOf = (topicIds: Topics, { topic, partition, offset }: FetchOffset) => {
  return { topic, topic_id: topicIds.get(topic), partition, from_offset: String(offset) }
}

// The last part sees the record as it was before. One that the messages begin beyond stays as it is.
const record = `
  WITH taken AS (
    SELECT * FROM jsonb_to_recordset($1)
      AS taken(topic text, topic_id uuid, partition int, from_offset bigint, to_offset bigint)
  ), written AS (
    INSERT INTO ingest_offsets (topic_id, partition, next_offset)
    SELECT topic_id, partition, to_offset FROM taken ORDER BY topic_id, partition
    ON CONFLICT (topic_id, partition) DO UPDATE
    SET next_offset = greatest(ingest_offsets.next_offset, excluded.next_offset)
    WHERE ingest_offsets.next_offset >= (
      SELECT from_offset FROM taken
      WHERE taken.topic_id = excluded.topic_id AND taken.partition = excluded.partition)
  )
  SELECT topic, partition, next_offset FROM ingest_offsets JOIN taken USING (topic_id, partition)
  WHERE next_offset < from_offset`

/**
 * Records that the ledger has these messages, before their offsets are committed to the group.
 * @returns offsets that the ledger stands at where the messages begin beyond them: it was restored to an earlier moment, or
 *   the broker deleted what lay between
 */
export async function recordOffsets(
  db: Database,
  topicIds: Topics,
  messages: readonly Message[],
): Promise<FetchOffset[]> {
  const partitions = Map.groupBy(messages, ({ topic, partition }) => `${topic} ${partition}`)
  const taken = [...partitions.values()].map((group) => {
    const [first, last] = [group[0] as Message, group.at(-1) as Message]
    return { ...inputOf(topicIds, first), to_offset: String(last.offset + 1n) }
  })
  const { rows } = await db.query<Row>(record, [JSON.stringify(taken)])
  return rows.map(offsetOf)
}

/** Where the ledger stands in partitions of which a later offset is fetched next. */
export async function offsetsBehind(
  db: Database,
  topicIds: Topics,
  fetching: readonly FetchOffset[],
): Promise<FetchOffset[]> {
  const { rows } = await db.query<Row>(
    `SELECT topic, partition, next_offset FROM ingest_offsets
     JOIN jsonb_to_recordset($1) AS fetching(topic text, topic_id uuid, partition int, from_offset bigint)
       USING (topic_id, partition)
     WHERE next_offset < from_offset`,
    [JSON.stringify(fetching.map((place) => inputOf(topicIds, place)))],
  )
  return rows.map(offsetOf)
}

/** Passes by what the broker has deleted: the ledger stands at these offsets at least. */
export async function skipDeleted(db: Database, topicIds: Topics, places: readonly FetchOffset[]): Promise<void> {
  await db.query(
    `UPDATE ingest_offsets SET next_offset = greatest(next_offset, from_offset)
     FROM jsonb_to_recordset($1) AS kept(topic_id uuid, partition int, from_offset bigint)
     WHERE ingest_offsets.topic_id = kept.topic_id AND ingest_offsets.partition = kept.partition`,
    [JSON.stringify(places.map((place) => inputOf(topicIds, place)))],
  )
}
