import { createHash } from 'node:crypto'
import type { LoggedEvent } from '../../ledger/read-log.ts'
import { Failure } from '../../platform/errors.ts'
import type { Engine } from '../engine/engine.ts'
import type { Row } from '../tables/row.ts'

/** An insert that only tries: one block, no view, nothing kept. */
const trial = { input_format_parallel_parsing: 0 }

/**
 * Finds the events that the warehouse refuses for their own sake: a value that does not fit its column, or that no row can be
 * made of. They are tried against a table with the columns of `events` that keeps nothing (engine Null), by bisection, so that
 * one event among thousands costs some dozens of statements.
 * @returns none where the events are taken, so that the failure lies elsewhere
 * @throws Failure warehouse_unavailable where the engine is unavailable
 */
export async function findRefused(
  engine: Engine,
  toRow: (logged: LoggedEvent) => Row,
  events: readonly LoggedEvent[],
  token: string,
): Promise<LoggedEvent[]> {
  const rows = new Map<LoggedEvent, Row>()
  const refused: LoggedEvent[] = []
  for (const event of events) {
    try {
      rows.set(event, toRow(event))
    } catch {
      // What no row can be made of is refused as it stands; the batch's own failure says why.
      refused.push(event)
    }
  }
  const { layout } = engine
  const table = `events_trial_${createHash('sha256').update(token).digest('hex').slice(0, 16)}`
  await engine.run(`CREATE TABLE IF NOT EXISTS ${table} AS ${layout.local('events')} ENGINE = Null`)
  const takes = async (some: readonly LoggedEvent[]): Promise<boolean> => {
    try {
      await engine.insert(
        table,
        some.map((event) => rows.get(event) ?? {}),
        trial,
        `${token} trial ${some[0]?.event.id} ${some.length}`,
      )
      return true
    } catch (error) {
      if (error instanceof Failure) throw error
      return false
    }
  }
  const search = async (some: readonly LoggedEvent[]): Promise<void> => {
    if (some.length === 0 || (await takes(some))) return
    if (some.length === 1) {
      refused.push(...some)
      return
    }
    const middle = some.length >> 1
    await search(some.slice(0, middle))
    await search(some.slice(middle))
  }
  try {
    await search([...rows.keys()])
  } finally {
    await engine.run(`DROP TABLE IF EXISTS ${table} SYNC`)
  }
  return refused
}
