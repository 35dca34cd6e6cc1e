import { nothing, type SumValue } from '../measures/define.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import type { Engine } from '../warehouse/engine/engine.ts'
import { mostRows, tooManyRows } from '../warehouse/engine/most-rows.ts'
import { bucketFrom } from '../warehouse/time/clickhouse-time.ts'
import { type Answered, type Cell, layTogether } from './plan/cells.ts'
import { type Compiled, compile } from './plan/compile.ts'
import type { Part, Read } from './plan/plan.ts'
import { calendarOf, fetchStates } from './states/read-states.ts'

export interface Fetched {
  readonly cells: readonly Cell[]
  readonly totals: ReadonlyMap<string, SumValue>
  readonly statements: readonly string[]
}

/**
 * Runs the reads of a part and lays their sums together by time and keys.
 * @param limit the first rows by time and keys are enough; without it all are read
 * Throws Failure('query_too_large') past 100 000 rows.
 */
export async function fetch(part: Part, context: QueryContext, limit?: number): Promise<Fetched> {
  const { columns } = context.model
  const reads: Answered[] = []
  const totals = new Map<string, SumValue>()
  const statements: string[] = []
  for (const read of part.reads) {
    // What was read by fewer keys is needed for whichever rows of the others come first.
    const most = read.keys.length < part.keys.length ? mostRows : (limit ?? mostRows)
    const compiled = compile(part, read, { ...context, columns }, most + 1)
    statements.push(compiled.sql)
    const rows = await rowsOf(part, read, compiled, context.engine, totals)
    if (most === mostRows && rows.length > mostRows) throw tooManyRows()
    reads.push({ keys: read.keys, rows })
  }
  for (const found of await fetchStates(part, context, limit)) {
    statements.push(found.statement)
    reads.push({ keys: part.keys, rows: found.cells })
    for (const [name, value] of found.totals) totals.set(name, value)
  }
  const cells = layTogether(part.keys, reads)
  for (const { time, sums } of [...cells, { time: null, sums: totals }]) {
    for (const [name, value] of calendarOf(part, time, context.now)) sums.set(name, value)
  }
  return { cells, totals, statements }
}

async function rowsOf(
  part: Part,
  read: Read,
  { sql, params }: Compiled,
  engine: Engine,
  totals: Map<string, SumValue>,
) {
  const sums = [...read.sums]
  const timed = part.granularity !== 'total'
  const width = read.keys.length + (timed ? 1 : 0)
  const sumsOf = (row: readonly unknown[]) => new Map(sums.map(([name], index) => [name, sumOf(row[width + index])]))
  const { data } = await engine.read(sql, params)
  const isTotal = (row: readonly unknown[]) => Number(row[width + sums.length]) === 1
  const whole = data.find(isTotal)
  for (const [name, sum] of sums) totals.set(name, nothing(sum))
  for (const [name, value] of whole === undefined ? [] : sumsOf(whole)) totals.set(name, value)
  const rows = width === 0 ? data : data.filter((row) => !isTotal(row))
  return rows.map(
    (row): Cell => ({
      time: timed ? bucketFrom(row[0]) : null,
      keys: row.slice(width - read.keys.length, width).map(String),
      sums: sumsOf(row),
    }),
  )
}

/** Whole numbers of 64 bits come as text. */
function sumOf(cell: unknown): SumValue {
  if (Array.isArray(cell)) return cell.map(Number)
  return cell === null ? null : Number(cell)
}
