import type { StoredEvent } from '../events/envelope.ts'
import type { Engine } from './engine.ts'
import type { Row } from './row.ts'

/**
 * Makes the table and all that is fed from it drop what was written before under the same token. The months of one
 * insert are blocks of their own, each with its entry in the deduplication window (schema.ts).
 */
const exactlyOnce = {
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  max_partitions_per_insert_block: 0,
  input_format_parallel_parsing: 0,
  max_insert_block_size: 1_000_000,
}

/**
 * Writes events and their share of every rollup, once per token: a repeat with the same events and token changes
 * nothing, also after a crash in the middle and in another process. An insert may hold at most 5 000 events.
 * Throws Failure('warehouse_unavailable') where repeating may help.
 */
export async function insertEvents(
  engine: Engine,
  toRow: (event: StoredEvent) => Row,
  events: readonly StoredEvent[],
  token: string,
): Promise<void> {
  if (events.length === 0) return
  await engine.insert('events', events.map(toRow), { ...exactlyOnce, insert_deduplication_token: token })
}
