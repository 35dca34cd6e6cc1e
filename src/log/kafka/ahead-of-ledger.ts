import type { Database } from '../../postgres/pool.ts'
import type { FetchOffset } from './group-reader.ts'
import { type PartitionState, partitionName, type Range, readPartitions } from './partition-batches.ts'

/**
 * Finds partitions whose consumer group has committed more than the ledger has recorded, as after PostgreSQL was restored
 * to an earlier moment or a standby that lagged behind was promoted. A gap shows at the next message; where none comes, only
 * here.
 * @param standing offsets before which all was taken
 * @param states what is known of the record; another member of the group may have decided more since
 * @returns the steps that bring the record to where the group is
 */
export async function stepsToGroup(
  db: Database,
  consumer: string,
  topicIds: ReadonlyMap<string, string>,
  standing: readonly FetchOffset[],
  states: ReadonlyMap<string, PartitionState>,
): Promise<Range[]> {
  const places = standing.map((it) => ({ ...it, topicId: topicIds.get(it.topic) ?? '' }))
  const aheadOf = (known: ReadonlyMap<string, PartitionState>) =>
    places.flatMap(({ offset, ...partition }) => {
      const from = known.get(partitionName(partition))
      if (from === undefined || offset <= from.nextOffset) return []
      return [{ ...partition, from, to: { nextOffset: offset, at: from.at } }]
    })
  return aheadOf(states).length === 0 ? [] : aheadOf(await readPartitions(db, consumer))
}
