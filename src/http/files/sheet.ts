import type { Measures } from '../../measures/catalogue.ts'
import type { QueryAnswer } from '../../query/request.ts'

type Cell = string | number | null

/** Rows of an answer as a table: the same cells in each row, in the order of the columns. */
export interface Sheet {
  /** `text` or `number` is what a column holds where it is not null. */
  readonly columns: readonly { readonly name: string; readonly holds: 'text' | 'number' }[]
  readonly rows: readonly (readonly Cell[])[]
}

interface QueryShape {
  readonly metrics: readonly string[]
  readonly dimensions?: readonly string[]
  readonly granularity?: string
}

/**
 * The table of a query's rows: time, dimensions, currency where amounts are given per currency, then measures. A
 * distribution becomes a JSON list, since a cell holds one value.
 */
export function sheetOf(
  { metrics, dimensions = [], granularity = 'total' }: QueryShape,
  { rows }: Pick<QueryAnswer, 'rows'>,
  measures: Measures,
): Sheet {
  const isByCurrency = !dimensions.includes('currency') && rows.some((row) => 'currency' in row)
  const texts = [...(granularity === 'total' ? [] : ['time']), ...dimensions, ...(isByCurrency ? ['currency'] : [])]
  const columns = [
    ...texts.map((name) => ({ name, holds: 'text' as const })),
    ...metrics.map((name) => {
      return { name, holds: measures.get(name)?.unit === 'distribution' ? ('text' as const) : ('number' as const) }
    }),
  ]
  return { columns, rows: rows.map((row) => columns.map(({ name }) => cellOf(row[name] ?? null))) }
}

const cellOf = (value: QueryAnswer['rows'][number][string]): Cell =>
  Array.isArray(value) ? JSON.stringify(value) : (value ?? null)
