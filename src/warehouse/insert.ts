import type { Engine } from './engine.ts'
import type { Row } from './row.ts'

/**
 * Makes the table and all that is fed from it drop what was written before under the same token. The months of one
 * insert are blocks of their own, each with its entry in the deduplication window (schema.ts).
 */
const oncePerToken = {
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  max_partitions_per_insert_block: 0,
  input_format_parallel_parsing: 0,
  max_insert_block_size: 1_000_000,
}

/**
 * Writes rows of events and their share of every rollup. A repeat with the same rows and token changes nothing, also in
 * another process; but see mend.ts for what a crash can do.
 * Throws Failure('warehouse_unavailable') where repeating may help.
 */
export async function writeEvents(engine: Engine, rows: readonly Row[], token: string): Promise<void> {
  if (rows.length === 0) return
  await engine.insert('events', rows, { ...oncePerToken, insert_deduplication_token: token })
}
