import { nothing, type SumValue } from '../measures/define.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import { mostRows, tooManyRows } from '../warehouse/engine/most-rows.ts'
import { bucketFrom } from '../warehouse/time/clickhouse-time.ts'
import { compile, compileCurrencies } from './plan/compile.ts'
import type { Decoded, PartRead } from './plan/part-read.ts'
import type { Part, Read } from './plan/plan.ts'

/**
 * The sums of a part, place by place.
 * @param limit the first rows by time and keys are enough; without it all are read
 */
export function sumReads(part: Part, context: QueryContext, limit?: number): PartRead[] {
  const scope = { ...context, columns: context.model.columns }
  return part.reads.map((read) => {
    // What was read by fewer keys is needed for whichever rows of the others come first.
    const most = read.keys.length < part.keys.length ? mostRows : (limit ?? mostRows)
    return {
      keys: read.keys,
      fromEvents: read.stored === undefined && !('table' in read.from),
      compile: () => compile(part, read, scope, most + 1),
      compileCurrencies: () => compileCurrencies(part, read, scope),
      decode(rows) {
        const decoded = decode(part, read, rows)
        if (most === mostRows && decoded.cells.length > mostRows) throw tooManyRows()
        return decoded
      },
    }
  })
}

function decode(part: Part, read: Read, data: readonly (readonly unknown[])[]): Decoded {
  const sums = [...read.sums]
  const timed = part.granularity !== 'total'
  const width = read.keys.length + (timed ? 1 : 0)
  const sumsOf = (row: readonly unknown[]) => new Map(sums.map(([name], index) => [name, sumOf(row[width + index])]))
  const isTotal = (row: readonly unknown[]) => Number(row[width + sums.length]) === 1
  const whole = data.find(isTotal)
  const rows = width === 0 ? data : data.filter((row) => !isTotal(row))
  return {
    totals: whole === undefined ? new Map(sums.map(([name, sum]) => [name, nothing(sum)])) : sumsOf(whole),
    cells: rows.map((row) => ({
      time: timed ? bucketFrom(row[0]) : null,
      keys: row.slice(width - read.keys.length, width).map(String),
      sums: sumsOf(row),
    })),
  }
}

/** Whole numbers of 64 bits come as text. */
function sumOf(cell: unknown): SumValue {
  if (Array.isArray(cell)) return cell.map(Number)
  return cell === null ? null : Number(cell)
}
