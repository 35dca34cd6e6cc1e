import { ExactNumber } from './json.ts'

/** One record of a source, or one member of the list that a record was unnested into. */
export interface Row {
  /** Counted from 1; the header of a CSV file is not a row. */
  readonly number: number
  /** The place in the unnested list, counted from 0. */
  readonly index?: number
  readonly values: Readonly<Record<string, unknown>>
  /** What an unnested row is put together of: the row itself, then a member of each list on the way to it. */
  readonly levels?: readonly Level[]
}

/** The values of one level of an unnested row, without the list below it. The row itself has the path ''. */
export interface Level {
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
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

/** Nothing, or text of blanks alone. */
export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** What a column holds, as it was read. Of an unnested row `^name` is the value around the lists, `list.name` a member's. */
export function rawValue(row: Row, column: string): unknown | Problem {
  if (column === '$row') return row.number
  if (column === '$index') return row.index
  if (row.levels !== undefined) {
    const [outer] = row.levels as readonly [Level, ...Level[]]
    if (column.startsWith('^')) return follow(outer.values, column.slice(1))
    const named = row.levels.findLast(({ path }) => path !== '' && column.startsWith(`${path}.`))
    if (named !== undefined) return follow(named.values, column.slice(named.path.length + 1))
    const problem = ambiguity(row.levels, Object.hasOwn(row.values, column) ? column : (column.split('.')[0] as string))
    if (problem !== undefined) return problem
  }
  return follow(row.values, column)
}

/** A name that stands on several levels with different values can only be asked for with its path. */
function ambiguity(levels: readonly Level[], name: string): Problem | undefined {
  const holders = levels.filter(({ values }) => Object.hasOwn(values, name))
  const texts = new Set(holders.map(({ values }) => JSON.stringify(values[name])))
  if (texts.size < 2) return undefined
  const places = holders.map(({ path }) => (path === '' ? 'the row' : path))
  const names = holders.map(({ path }) => (path === '' ? `^${name}` : `${path}.${name}`))
  return new Problem('ambiguous_column', `${name} stands in ${places.join(' and in ')}: write ${names.join(' or ')}`)
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
