import { setTimeout as sleep } from 'node:timers/promises'
import { chunksOf } from '../../platform/chunk.ts'
import { type Engine, insertClause } from '../engine/engine.ts'
import { createFeed, createRollup, dropRollup, exchangeRollups, feedOf } from '../tables/ddl.ts'
import type { Rollup } from '../tables/rollup.ts'
import { findDrift } from './checksums.ts'
import { rebuildHours } from './rollup-hours.ts'

/** Takes notes; pino fits. */
export interface Log {
  info(fields: object, message: string): void
}

/** Runs `act` while no batch is written, by whichever process. */
export type WhileWritesPaused = <T>(act: () => Promise<T>) => Promise<T>

/**
 * Creates the rollups that are missing and drops those that are no longer declared. The view that feeds a rollup is
 * created last, while writes are paused: a rollup without its view is being created by another process, or its creation
 * was interrupted, and then it is created anew. Old rollups go only when the new ones stand.
 * @param patienceMs how long another process may take to make a rollup; 0 where there can be no other
 */
export async function buildRollups(
  engine: Engine,
  rollups: readonly Rollup[],
  whileWritesPaused: WhileWritesPaused,
  patienceMs: number,
  log?: Log,
): Promise<void> {
  for (const rollup of rollups) {
    if (await isFed(engine, rollup.table, patienceMs)) continue
    log?.info({ rollup: rollup.table }, 'building a rollup from all events')
    await runAll(engine, dropRollup(rollup.table, engine.layout))
    await fill(engine, rollup)
    await whileWritesPaused(async () => {
      await catchUp(engine, rollup)
      await engine.run(createFeed(rollup, engine.layout))
    })
  }
  const wanted = new Set(rollups.map(({ table }) => table))
  const standing = (await tablesOf(engine)).map((table) => table.replace(/_(feed|local)$/, ''))
  for (const table of new Set(standing)) {
    if (wanted.has(table)) continue
    await runAll(engine, dropRollup(table, engine.layout))
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
  whileWritesPaused: WhileWritesPaused,
): Promise<Rebuilt> {
  const beside = { ...rollup, table: `${rollup.table}_beside` }
  await runAll(engine, dropRollup(beside.table, engine.layout))
  await fill(engine, beside)
  const corrected = await whileWritesPaused(async () => {
    await catchUp(engine, beside)
    const wrong = await findDrift(engine, [rollup], allTime)
    await engine.run(exchangeRollups(beside.table, rollup.table, engine.layout))
    return wrong.length
  })
  await runAll(engine, dropRollup(beside.table, engine.layout))
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

async function runAll(engine: Engine, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await engine.run(statement)
}

/** Whether a rollup has its view; where it has none yet, waits for a process that may be creating it. */
async function isFed(engine: Engine, table: string, patienceMs: number): Promise<boolean> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(1_000)) {
    const tables = await tablesOf(engine)
    if (tables.includes(feedOf(table))) return true
    if (!tables.includes(table) || Date.now() >= deadline) return false
  }
}

/** Makes a rollup's table and fills it month by month; what is written meanwhile is for `catchUp`, which follows. */
async function fill(engine: Engine, rollup: Rollup): Promise<void> {
  const { table, select } = rollup
  await runAll(engine, createRollup(rollup, engine.layout))
  const { data } = await engine.read('SELECT DISTINCT toYYYYMM(occurred_at) FROM events')
  for (const [month] of data) {
    const ofMonth = (columns: string) => `(SELECT ${columns} FROM events WHERE toYYYYMM(occurred_at) = {month:UInt32})`
    await engine.run(`INSERT INTO ${table} ${select(ofMonth)} ${insertClause({ insert_deduplicate: 0 })}`, { month })
  }
  // Most of what came while the months were filled is added here, before writes are paused.
  await catchUp(engine, rollup)
}

/** Works out anew the hours in which events came since the rollup was filled. Nothing feeds it yet. */
async function catchUp(engine: Engine, rollup: Rollup): Promise<void> {
  const behind = await findDrift(engine, [rollup], allTime)
  for (const hours of chunksOf(behind, hoursAtOnce)) await rebuildHours(engine, [rollup], hours)
}
