import { type Engine, settingsClause } from './engine.ts'
import type { Rollup } from './rollup.ts'
import { deduplicationWindow } from './schema.ts'

/** Takes notes; pino fits. */
export interface Log {
  info(fields: object, message: string): void
}

const feedOf = (table: string) => `${table}_feed`

/**
 * Makes the rollups that are missing and drops those that nobody asks for any more.
 * The view that feeds a rollup is made last: a rollup without its view is one whose making was interrupted, and is
 * made anew. Old rollups go only when the new ones stand.
 */
export async function buildRollups(engine: Engine, rollups: readonly Rollup[], log?: Log): Promise<void> {
  const { data } = await engine.read(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'rollup_')",
  )
  const present = new Set(data.map(([name]) => String(name)))
  const wanted = new Set(rollups.map(({ table }) => table))
  for (const rollup of rollups) {
    if (present.has(feedOf(rollup.table))) continue
    log?.info({ rollup: rollup.table }, 'building a rollup from all events')
    if (present.has(rollup.table)) await engine.run(`DROP TABLE ${rollup.table} SYNC`)
    await buildRollup(engine, rollup)
  }
  for (const table of present) {
    if (table.endsWith('_feed') || wanted.has(table)) continue
    await engine.run(`DROP VIEW IF EXISTS ${feedOf(table)} SYNC`)
    await engine.run(`DROP TABLE ${table} SYNC`)
    log?.info({ rollup: table }, 'dropped a rollup that no measure needs')
  }
}

async function buildRollup(engine: Engine, { table, columns, keys, select }: Rollup): Promise<void> {
  await engine.run(`CREATE TABLE ${table} (${columns}) ENGINE = AggregatingMergeTree
    PARTITION BY toYear(hour) ORDER BY (tenant_id, hour, ${keys.join(', ')})
    ${settingsClause({ non_replicated_deduplication_window: deduplicationWindow })}`)
  const { data } = await engine.read('SELECT DISTINCT toYYYYMM(occurred_at) FROM events')
  for (const [month] of data) {
    const ofMonth = (columns: string) => `(SELECT ${columns} FROM events WHERE toYYYYMM(occurred_at) = {month:UInt32})`
    await engine.run(`INSERT INTO ${table} ${select(ofMonth)} ${settingsClause({ insert_deduplicate: 0 })}`, { month })
  }
  const events = (columns: string) => `(SELECT ${columns} FROM events)`
  await engine.run(`CREATE MATERIALIZED VIEW ${feedOf(table)} TO ${table} AS ${select(events)}`)
}
