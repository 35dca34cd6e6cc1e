/** One record of a source, or one member of the list that a record was unnested into. */
export interface Row {
  /** Counted from 1; the header of a CSV file is not a row. */
  readonly number: number
  /** The place in the unnested list, counted from 0. */
  readonly index?: number
  readonly values: Readonly<Record<string, unknown>>
}

/** Something in the source that cannot be read as a row. */
export interface BadRow {
  readonly number: number
  readonly problem: Problem
  readonly source: unknown
}

export type Reason =
  | 'malformed_row'
  | 'no_rule'
  | 'missing_value'
  | 'unreadable_value'
  | 'not_in_lookup'
  | 'group_already_closed'

/** Why a value cannot be had. */
export class Problem {
  readonly reason: Reason
  readonly message: string

  constructor(reason: Reason, message: string) {
    this.reason = reason
    this.message = message
  }
}

/**
 * The text of a column without the blanks around it; undefined where there is none. `$row` and `$index` say where the
 * row stands; `a.b` goes into an object.
 */
export function textOf(row: Row, column: string): string | undefined | Problem {
  const value = rawValue(row, column)
  if (value === undefined || value === null) return undefined
  if (typeof value === 'object') return new Problem('unreadable_value', `${column} is a list or an object`)
  return String(value).trim() || undefined
}

function rawValue(row: Row, column: string): unknown {
  if (column === '$row') return row.number
  if (column === '$index') return row.index
  if (Object.hasOwn(row.values, column)) return row.values[column]
  let value: unknown = row.values
  for (const name of column.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
