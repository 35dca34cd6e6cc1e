import type { Answer } from '../../dashboard/api/ask.ts'
import type { View } from '../../dashboard/filters/view.ts'
import type { Panel, Shown } from '../../dashboard/panels/panel.ts'
import type { Cell, Table } from '../../dashboard/panels/table.ts'

/** A number on a screen, and what it must be equal to. */
export type Claim = OfMeasure | OfPanel

interface Told {
  /** What a reader would call it. */
  readonly place: string
  readonly value: Cell | undefined
}

/** A measure over the range and the filters of the page, where no others are said. */
export interface OfMeasure extends Told {
  readonly metric: string
  readonly bounds?: Bounds
  /** Beside those of the page. */
  readonly filters?: Filters
}

/** Another number of the same answer. */
interface OfPanel extends Told {
  readonly equals: number | null
}

export interface Bounds {
  readonly from: string
  readonly to: string
}

export type Filters = Readonly<Record<string, readonly (string | null)[]>>

/** A panel as it stands on a page; its table is what is drawn, read and downloaded. */
export interface Screen {
  readonly panel: Panel
  readonly view: View
  readonly answers: readonly Answer[]
  readonly shown: Shown
  readonly table: Table
  /** All time of which there are events. */
  readonly life: Bounds
}

/** The cells of a column. */
export function cellsOf({ columns, rows }: Pick<Table, 'columns' | 'rows'>, id: string): (Cell | undefined)[] {
  const at = columns.findIndex((it) => it.id === id)
  if (at < 0) throw new Error(`no column ${id} among ${columns.map((it) => it.id)}`)
  return rows.map((row) => row[at])
}

export const sumOf = (cells: readonly (Cell | undefined)[]): number =>
  cells.reduce<number>((sum, cell) => sum + Number(cell ?? 0), 0)

/** The filter that a row's word stands for. */
export const filterOf = (word: Cell | undefined): (string | null)[] => [
  word === '(none)' || word === null || word === undefined ? null : String(word),
]

/** A few rows of all: the first, the second and the last. */
export const someRows = ({ rows }: Pick<Table, 'rows'>): number[] =>
  [...new Set([0, 1, rows.length - 1])].filter((at) => at >= 0 && at < rows.length)
