import { createHash } from 'node:crypto'
import type { Engine } from '../engine/engine.ts'
import type { Row } from '../tables/row.ts'

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

/** By what a batch is known in rollups: 64 bits of its token, in decimal digits, never 0. */
export const markOf = (token: string) => String(createHash('sha256').update(token).digest().readBigUInt64BE() | 1n)

/**
 * Writes rows of events and their share of every rollup. A repeat with the same rows and token changes nothing, also in
 * another process; but see complete-batch.ts for what a crash can do.
 * Throws Failure('warehouse_unavailable') where repeating may help.
 */
export const writeEvents = (engine: Engine, rows: readonly Row[], token: string): Promise<void> =>
  write(engine, marked(rows, markOf(token)), token, token)

/**
 * Writes rows of events again, once per token; rollups, which may have their share already, are left to the caller.
 * @param batch the token under which they were written first
 */
export const rewriteEvents = (engine: Engine, rows: readonly Row[], token: string, batch = token): Promise<void> =>
  write(
    engine,
    marked(rows, markOf(batch)).map((row) => ({ ...row, unfed: 1 })),
    token,
    batch,
  )

/** @param batch names the statement, so that a server runs those of one batch one at a time */
async function write(engine: Engine, rows: readonly Row[], token: string, batch: string): Promise<void> {
  if (rows.length === 0) return
  await engine.insert('events', rows, { ...oncePerToken, insert_deduplication_token: token }, batch)
}

/** The rows, of which the first of each tenant, type and hour carries the mark. */
function marked(rows: readonly Row[], mark: string): Row[] {
  const seen = new Set<string>()
  return rows.map((row) => {
    const place = `${row.tenant_id}\u0000${row.type}\u0000${String(row.occurred_at).slice(0, 13)}`
    if (seen.has(place)) return row
    seen.add(place)
    return { ...row, batch_mark: mark }
  })
}
