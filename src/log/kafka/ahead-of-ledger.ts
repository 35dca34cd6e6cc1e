import type { Database } from '../../postgres/pool.ts'
import type { FetchOffset } from './group-reader.ts'
import { type PartitionState, partitionName, type Range, readPartitions } from './partition-batches.ts'

/**
 * Finds partitions whose consumer group has committed more than the ledger has recorded, as after PostgreSQL was restored
 * to an earlier moment or a standby that lagged behind was promoted. A gap shows at the next message; where none comes, only
 * here.
 * @returns a check to make whenever nothing was to take. It gives the steps that bring the ledger's record to where the
 *   group is, once an offset has stood beyond it from one check to the next: what was fetched by the first is taken by then
 */
export function openAheadCheck(db: Database, consumer: string) {
  let looked: ReadonlyMap<string, bigint> = new Map()
  return async (
    fetching: readonly FetchOffset[],
    topicIds: ReadonlyMap<string, string>,
    states: ReadonlyMap<string, PartitionState>,
  ): Promise<Range[]> => {
    const before = looked
    const places = fetching.map((it) => ({ ...it, topicId: topicIds.get(it.topic) ?? '' }))
    looked = new Map(places.map((it) => [partitionName(it), it.offset]))
    const standing = places.filter((it) => before.get(partitionName(it)) === it.offset)
    const isAhead = (known: ReadonlyMap<string, PartitionState>) => (it: (typeof places)[number]) =>
      it.offset > (known.get(partitionName(it))?.nextOffset ?? it.offset)
    if (!standing.some(isAhead(states))) return []
    // Another member of the group may have decided more since these states were read.
    const recorded = await readPartitions(db, consumer)
    return standing.filter(isAhead(recorded)).flatMap(({ topic, topicId, partition, offset }) => {
      const from = recorded.get(partitionName({ topicId, partition }))
      return from === undefined ? [] : [{ topic, topicId, partition, from, to: { nextOffset: offset, at: from.at } }]
    })
  }
}
