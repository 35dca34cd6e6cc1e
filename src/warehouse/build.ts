import { setTimeout as sleep } from 'node:timers/promises'
import { type Engine, settingsClause } from './engine.ts'
import { fedEvents, type Rollup } from './rollup.ts'
import { deduplicationWindow } from './schema.ts'

/** Takes notes; pino fits. */
export interface Log {
  info(fields: object, message: string): void
}

const feedOf = (table: string) => `${table}_feed`

/**
 * Makes the rollups that are missing and drops those that nobody asks for any more.
 * The view that feeds a rollup is made last: a rollup without its view is being made by another process, or its making
 * was interrupted, and then it is made anew. Old rollups go only when the new ones stand.
 * Events that another process writes while a rollup is filled may be missing in it; the comparison of counts shows them.
 * @param patienceMs how long another process may take to make a rollup; 0 where there can be no other
 */
export async function buildRollups(
  engine: Engine,
  rollups: readonly Rollup[],
  patienceMs: number,
  log?: Log,
): Promise<void> {
  for (const rollup of rollups) {
    if (await isFed(engine, rollup.table, patienceMs)) continue
    log?.info({ rollup: rollup.table }, 'building a rollup from all events')
    await engine.run(`DROP TABLE IF EXISTS ${rollup.table} SYNC`)
    await buildRollup(engine, rollup)
  }
  const wanted = new Set(rollups.map(({ table }) => table))
  for (const table of await tablesOf(engine)) {
    if (table.endsWith('_feed') || wanted.has(table)) continue
    await engine.run(`DROP VIEW IF EXISTS ${feedOf(table)} SYNC`)
    await engine.run(`DROP TABLE ${table} SYNC`)
    log?.info({ rollup: table }, 'dropped a rollup that no measure needs')
  }
}

async function tablesOf(engine: Engine): Promise<string[]> {
  const { data } = await engine.read(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'rollup_')",
  )
  return data.map(([name]) => String(name))
}

/** Whether a rollup has its view; where it has none yet, waits for whoever may be making it. */
async function isFed(engine: Engine, table: string, patienceMs: number): Promise<boolean> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(1_000)) {
    const tables = await tablesOf(engine)
    if (tables.includes(feedOf(table))) return true
    if (!tables.includes(table) || Date.now() >= deadline) return false
  }
}

async function buildRollup(engine: Engine, { table, columns, order, select }: Rollup): Promise<void> {
  await engine.run(`CREATE TABLE ${table} (${columns}) ENGINE = AggregatingMergeTree
    PARTITION BY toYear(hour) ORDER BY (${order.join(', ')})
    ${settingsClause({ non_replicated_deduplication_window: deduplicationWindow })}`)
  const { data } = await engine.read('SELECT DISTINCT toYYYYMM(occurred_at) FROM events')
  for (const [month] of data) {
    const ofMonth = (columns: string) => `(SELECT ${columns} FROM events WHERE toYYYYMM(occurred_at) = {month:UInt32})`
    await engine.run(`INSERT INTO ${table} ${select(ofMonth)} ${settingsClause({ insert_deduplicate: 0 })}`, { month })
  }
  await engine.run(`CREATE MATERIALIZED VIEW ${feedOf(table)} TO ${table} AS ${select(fedEvents)}`)
}
