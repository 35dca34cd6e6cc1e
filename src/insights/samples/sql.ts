import type { Binder } from '../../warehouse/engine/parameters.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { eventsFor, passes } from '../../warehouse/sql/event-filter.ts'
import type { Filter } from '../../warehouse/sql/filter.ts'
import { latestFirst } from '../../warehouse/sql/log-order.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import type { Piece } from './pieces.ts'

/** Statements that count the events of each piece, in their order, and that find the newest events of all of them. */
export function samplesSql(
  pieces: readonly Piece[],
  filters: readonly Filter[],
  limit: number,
  binder: Binder,
  columns: ReadonlySet<string>,
): { counting: string; finding: string } {
  const conditions = pieces.map(({ when, across }) => {
    const own = filters.filter(({ dimension }) => !across.includes(dimension))
    return `(${[when, ...passes(own, binder)].join(' AND ')})`
  })
  const where = `WHERE ${inRange} AND (${conditions.join(' OR ')})`
  const dimensions = filters.map(({ dimension }) => dimension)
  const source = `${eventsFor(`id occurred_at log_position type action ${where}`, dimensions, columns)} ${where}`
  return {
    counting: `SELECT ${conditions.map((it) => `countIf(${it})`).join(', ')} FROM ${source} ${questionClause}`,
    finding: `SELECT toString(id), toString(occurred_at) FROM ${source}
    ORDER BY ${latestFirst} LIMIT ${binder.bind(limit, 'UInt32')} ${questionClause}`,
  }
}
