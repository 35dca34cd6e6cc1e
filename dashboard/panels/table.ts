import { writeCsv } from '../../src/platform/csv.ts'
import type { Unit } from '../api/catalogue.ts'
import { valueName } from '../api/value-names.ts'
import { formatValue, noValue } from '../numbers/value.ts'
import type { Destination } from './destination.ts'

/** What a column holds: numbers in a unit, or words as they are. */
export interface Column {
  /** The API's name: the head of the column in CSV. */
  readonly id: string
  readonly title: string
  readonly unit: Unit | 'text'
  /** The page about what a cell names, by the cell and its row. */
  readonly page?: (cell: string, row: readonly Cell[]) => Destination
  /** How a word is coloured. */
  readonly tone?: (cell: Cell) => Tone | undefined
}

export type Tone = 'good' | 'bad' | 'warn'

export type Cell = string | number | null

/** A panel's numbers as rows: what its table shows, and what is downloaded. */
export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** Of all amounts; null where there are none, or a column says it. */
  readonly currency: string | null
  /** What is downloaded, where it is more than what is read on the page: times that a program can read, every row. */
  readonly file?: Pick<Table, 'columns' | 'rows'>
}

/** A cell as it is read on the page. */
export function cellText(cell: Cell | undefined, { id, unit }: Column, currency: string | null): string {
  if (cell === null || cell === undefined) return noValue
  if (unit === 'text' || typeof cell === 'string') return valueName(id, String(cell))
  return formatValue(cell, unit, currency)
}

/** CSV (RFC 4180) with the API's names as its head and numbers in full; an absent value is an empty field. */
export function csvOf(table: Table): string {
  const { columns, rows } = table.file ?? table
  return writeCsv(
    columns.map(({ id, unit }) => ({ name: id, holds: unit === 'text' ? 'text' : 'number' })),
    rows,
  )
}
