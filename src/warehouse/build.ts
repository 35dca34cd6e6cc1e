import { setTimeout as sleep } from 'node:timers/promises'
import { findDrift } from './counts.ts'
import { type Engine, settingsClause } from './engine.ts'
import { rebuildHours } from './hours.ts'
import { fedEvents, type Rollup } from './rollup.ts'
import { deduplicationWindow } from './schema.ts'

/** Takes notes; pino fits. */
export interface Log {
  info(fields: object, message: string): void
}

const feedOf = (table: string) => `${table}_feed`

/** Runs `act` while no batch is written, by whichever process. */
export type WhileNobodyWrites = <T>(act: () => Promise<T>) => Promise<T>

/**
 * Makes the rollups that are missing and drops those that nobody asks for any more.
 * The view that feeds a rollup is made last, while nobody writes: a rollup without its view is being made by another
 * process, or its making was interrupted, and then it is made anew. Old rollups go only when the new ones stand.
 * @param patienceMs how long another process may take to make a rollup; 0 where there can be no other
 */
export async function buildRollups(
  engine: Engine,
  rollups: readonly Rollup[],
  whileNobodyWrites: WhileNobodyWrites,
  patienceMs: number,
  log?: Log,
): Promise<void> {
  for (const rollup of rollups) {
    if (await isFed(engine, rollup.table, patienceMs)) continue
    log?.info({ rollup: rollup.table }, 'building a rollup from all events')
    await engine.run(`DROP TABLE IF EXISTS ${rollup.table} SYNC`)
    await fill(engine, rollup)
    await whileNobodyWrites(async () => {
      await catchUp(engine, rollup)
      const view = `CREATE MATERIALIZED VIEW ${feedOf(rollup.table)} TO ${rollup.table}`
      await engine.run(`${view} AS ${rollup.select(fedEvents)}`)
    })
  }
  const wanted = new Set(rollups.map(({ table }) => table))
  for (const table of await tablesOf(engine)) {
    if (table.endsWith('_feed') || wanted.has(table)) continue
    await engine.run(`DROP VIEW IF EXISTS ${feedOf(table)} SYNC`)
    await engine.run(`DROP TABLE ${table} SYNC`)
    log?.info({ rollup: table }, 'dropped a rollup that no measure needs')
  }
}

/** What became of a rollup that was made anew. */
export interface Rebuilt {
  readonly rollup: string
  /** Events, or their lines, that it counts. */
  readonly events: number
  /** Hours in which the one before was wrong. */
  readonly corrected: number
}

/**
 * Makes a rollup anew beside the living one, which answers and is fed until they are exchanged, in one step. A crash
 * leaves the living one as it was, and a table that the next start drops.
 */
export async function rebuildRollup(
  engine: Engine,
  rollup: Rollup,
  whileNobodyWrites: WhileNobodyWrites,
): Promise<Rebuilt> {
  const beside = { ...rollup, table: `${rollup.table}_beside` }
  await engine.run(`DROP TABLE IF EXISTS ${beside.table} SYNC`)
  await fill(engine, beside)
  const corrected = await whileNobodyWrites(async () => {
    await catchUp(engine, beside)
    const wrong = await findDrift(engine, [rollup], allTime)
    // The view feeds whatever has the rollup's name.
    await engine.run(`EXCHANGE TABLES ${beside.table} AND ${rollup.table}`)
    return wrong.length
  })
  await engine.run(`DROP TABLE ${beside.table} SYNC`)
  const { data } = await engine.read(`SELECT sum(events) FROM ${rollup.table}`)
  return { rollup: rollup.name, events: Number(data[0]?.[0]), corrected }
}

const allTime = { from: '1900-01-01', to: '2199-12-31' }
const hoursAtOnce = 300

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

/** Makes a rollup's table and fills it month by month; what is written meanwhile is for `catchUp`, which follows. */
async function fill(engine: Engine, rollup: Rollup): Promise<void> {
  const { table, columns, order, select } = rollup
  await engine.run(`CREATE TABLE ${table} (${columns}) ENGINE = AggregatingMergeTree
    PARTITION BY toYear(hour) ORDER BY (${order.join(', ')})
    ${settingsClause({ non_replicated_deduplication_window: deduplicationWindow })}`)
  const { data } = await engine.read('SELECT DISTINCT toYYYYMM(occurred_at) FROM events')
  for (const [month] of data) {
    const ofMonth = (columns: string) => `(SELECT ${columns} FROM events WHERE toYYYYMM(occurred_at) = {month:UInt32})`
    await engine.run(`INSERT INTO ${table} ${select(ofMonth)} ${settingsClause({ insert_deduplicate: 0 })}`, { month })
  }
  // Most of what came while the months were filled is made up for here, where nobody waits.
  await catchUp(engine, rollup)
}

/** Works out anew the hours in which events came since the rollup was filled. Nothing feeds it yet. */
async function catchUp(engine: Engine, rollup: Rollup): Promise<void> {
  const behind = await findDrift(engine, [rollup], allTime)
  for (let from = 0; from < behind.length; from += hoursAtOnce) {
    await rebuildHours(engine, [rollup], behind.slice(from, from + hoursAtOnce))
  }
}
