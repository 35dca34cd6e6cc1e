import type { SumValue } from '../measures/define.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import { type Answered, type Cell, layTogether } from './plan/cells.ts'
import type { PartRead } from './plan/part-read.ts'
import type { Part } from './plan/plan.ts'
import { fetchRecords } from './records.ts'
import { calendarOf } from './states/calendar.ts'
import { stateReads } from './states/state-reads.ts'
import { sumReads } from './sum-reads.ts'

export interface Fetched {
  readonly cells: readonly Cell[]
  readonly totals: ReadonlyMap<string, SumValue>
  readonly statements: readonly string[]
  readonly fromEvents: boolean
}

/** All that is read for a part. @param limit as in `fetch` */
export const readsOf = (part: Part, context: QueryContext, limit?: number): PartRead[] => [
  ...sumReads(part, context, limit),
  ...stateReads(part, context, limit),
]

/**
 * Runs the reads of a part and lays what they found together by time and keys.
 * @param limit the first rows by time and keys are enough; without it all are read
 * @throws Failure query_too_large past 100 000 rows or cells
 */
export async function fetch(part: Part, context: QueryContext, limit?: number): Promise<Fetched> {
  const answered: Answered[] = []
  const totals = new Map<string, SumValue>()
  const statements: string[] = []
  const reads = readsOf(part, context, limit)
  for (const read of reads) {
    const { sql, params } = read.compile()
    statements.push(sql)
    const found = read.decode((await context.engine.read(sql, params)).data)
    answered.push({ keys: read.keys, rows: found.cells })
    for (const [name, value] of found.totals) totals.set(name, value)
  }
  for (const found of await fetchRecords(part, context)) {
    answered.push({ keys: part.keys, rows: found.cells })
    for (const [name, value] of found.totals) totals.set(name, value)
  }
  const cells = layTogether(part.keys, answered)
  for (const { time, sums } of [...cells, { time: null, sums: totals }]) {
    for (const [name, value] of calendarOf(part, time, context.now)) sums.set(name, value)
  }
  return { cells, totals, statements, fromEvents: reads.some(({ fromEvents }) => fromEvents) }
}
