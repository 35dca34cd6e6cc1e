import { type Compiled, compile } from './compile.ts'
import type { Engine } from './engine.ts'
import { mostRows, tooManyRows } from './most-rows.ts'
import type { Part, Read } from './plan.ts'
import type { Money } from './request.ts'
import { calendarOf, fetchStates } from './states.ts'
import type { Stock } from './stock.ts'

/** The sums of one bucket and one value of each key. */
export interface Cell {
  /** null for total. */
  readonly time: string | null
  /** In the order of the part's keys; '' for none. */
  readonly keys: readonly string[]
  readonly sums: Map<string, number>
}

export interface Fetched {
  readonly cells: readonly Cell[]
  readonly totals: ReadonlyMap<string, number>
  readonly statements: readonly string[]
}

/** What a read needs beside itself. */
export interface Asking {
  readonly engine: Engine
  readonly tenantId: string
  readonly money: Money
  /** Milliseconds since 1970: buckets that have not begun have no level. */
  readonly now: number
}

/**
 * Runs the reads of a part and lays their sums together by time and keys.
 * @param limit the first rows by time and keys are enough; without it all are read
 * Throws Failure('query_too_large') past 100 000 rows.
 */
export async function fetch(part: Part, asking: Asking, { columns }: Stock, limit?: number): Promise<Fetched> {
  const cells = new Map<string, Cell>()
  const totals = new Map<string, number>()
  const statements: string[] = []
  for (const read of part.reads) {
    const most = limit ?? mostRows
    const compiled = compile(part, read, { ...asking, columns }, most + 1)
    statements.push(compiled.sql)
    const rows = await rowsOf(part, read, compiled, asking.engine, totals)
    if (limit === undefined && rows.length > mostRows) throw tooManyRows()
    layTogether(cells, rows)
  }
  for (const found of await fetchStates(part, asking, columns, limit)) {
    statements.push(found.statement)
    layTogether(cells, found.cells)
    for (const [name, value] of found.totals) totals.set(name, value)
  }
  for (const { time, sums } of [...cells.values(), { time: null, sums: totals }]) {
    for (const [name, value] of calendarOf(part, time, asking.now)) sums.set(name, value)
  }
  return { cells: [...cells.values()], totals, statements }
}

function layTogether(cells: Map<string, Cell>, found: readonly Cell[]): void {
  for (const one of found) {
    const id = JSON.stringify([one.time, one.keys])
    const cell = cells.get(id) ?? one
    for (const [name, value] of one.sums) cell.sums.set(name, value)
    cells.set(id, cell)
  }
}

async function rowsOf(part: Part, read: Read, { sql, params }: Compiled, engine: Engine, totals: Map<string, number>) {
  const names = [...read.sums.keys()]
  const timed = part.granularity !== 'total'
  const width = part.keys.length + (timed ? 1 : 0)
  const sumsOf = (row: readonly unknown[]) => new Map(names.map((name, index) => [name, Number(row[width + index])]))
  const { data } = await engine.read(sql, params)
  const isTotal = (row: readonly unknown[]) => Number(row[width + names.length]) === 1
  const whole = data.find(isTotal)
  for (const name of names) totals.set(name, 0)
  for (const [name, value] of whole === undefined ? [] : sumsOf(whole)) totals.set(name, value)
  const rows = width === 0 ? data : data.filter((row) => !isTotal(row))
  return rows.map(
    (row): Cell => ({
      time: timed ? timeOf(row[0]) : null,
      keys: row.slice(width - part.keys.length, width).map(String),
      sums: sumsOf(row),
    }),
  )
}

/** A date as it came, or an hour from seconds since 1970. */
const timeOf = (bucket: unknown) =>
  typeof bucket === 'number' ? new Date(bucket * 1000).toISOString().replace('.000Z', 'Z') : String(bucket)
