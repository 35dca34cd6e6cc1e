import type { SumValue } from '../measures/define.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import type { RecordAnswer } from '../warehouse/record-question.ts'
import type { Cell } from './plan/cells.ts'
import type { Part } from './plan/plan.ts'

const nothing: RecordAnswer = { cells: [], total: null }

/** The service's own records of a part, each by its time and keys and over the range; what was not kept is left out. */
export async function fetchRecords(part: Part, { tenantId, readRecord }: QueryContext) {
  const { range, granularity, zone, filters, keys: dimensions } = part
  const fetched: { cells: readonly Cell[]; totals: ReadonlyMap<string, SumValue> }[] = []
  for (const record of part.records) {
    const asked = { record, range, granularity, zone, dimensions, filters }
    const { cells, total } = (await readRecord?.(tenantId, asked)) ?? nothing
    fetched.push({
      cells: cells.map(({ time, keys, value }) => ({ time, keys, sums: new Map([[record, value]]) })),
      totals: new Map(total === null ? [] : [[record, total]]),
    })
  }
  return fetched
}
