import { ExactNumber } from './json.ts'

/** One record of a source, or one member of the list that a record was unnested into. */
export interface Row {
  /** Counted from 1; the header of a CSV file is not a row. */
  readonly number: number
  /** The place in the unnested list, counted from 0. */
  readonly index?: number
  readonly values: Readonly<Record<string, unknown>>
  /** The values that stood around an unnested list, its member, and the name of the list. */
  readonly outer?: Readonly<Record<string, unknown>>
  readonly member?: Readonly<Record<string, unknown>>
  readonly list?: string
}

/** Something in the source that cannot be read as a row. */
export interface BadRow {
  readonly number: number
  readonly problem: Problem
  readonly source: unknown
  /** What could be read of it, for rules that skip such rows. */
  readonly values?: Readonly<Record<string, unknown>>
}

export type Reason =
  | 'malformed_row'
  | 'empty_list'
  | 'ambiguous_column'
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
  if (value instanceof Problem) return value
  if (value instanceof ExactNumber) return value.text
  if (value === undefined || value === null) return undefined
  if (typeof value === 'object') return new Problem('unreadable_value', `${column} is a list or an object`)
  return String(value).trim() || undefined
}

/** What a column holds, as it was read. Of an unnested row `^name` is the value around the list, `list.name` the member's. */
export function rawValue(row: Row, column: string): unknown | Problem {
  if (column === '$row') return row.number
  if (column === '$index') return row.index
  if (row.outer !== undefined && row.member !== undefined && row.list !== undefined) {
    if (column.startsWith('^')) return follow(row.outer, column.slice(1))
    if (column.startsWith(`${row.list}.`)) return follow(row.member, column.slice(row.list.length + 1))
    const name = Object.hasOwn(row.values, column) ? column : (column.split('.')[0] as string)
    const both = Object.hasOwn(row.outer, name) && Object.hasOwn(row.member, name)
    if (both && String(row.outer[name]) !== String(row.member[name])) {
      const message = `${name} stands in the row and in its ${row.list}: write ^${name} or ${row.list}.${name}`
      return new Problem('ambiguous_column', message)
    }
  }
  return follow(row.values, column)
}

function follow(values: Readonly<Record<string, unknown>>, column: string): unknown {
  if (Object.hasOwn(values, column)) return values[column]
  let value: unknown = values
  for (const name of column.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
