import type { Dimension, SumValue } from '../../measures/define.ts'

/** The sums of one bucket and one value of each key. */
export interface Cell {
  /** null for total. */
  readonly time: string | null
  /** In the order of the keys; '' for none. */
  readonly keys: readonly string[]
  readonly sums: Map<string, SumValue>
}

/** The rows of a read, by all keys of its part or by some of them. */
export interface Answered {
  readonly keys: readonly Dimension[]
  readonly rows: readonly Cell[]
}

/**
 * Lays the rows of several reads together by time and keys. What was read by fewer keys is whole for the values of the
 * others, so each cell that agrees in time and those keys gets it; it makes no cell of its own.
 */
export function layTogether(keys: readonly Dimension[], reads: readonly Answered[]): Cell[] {
  const cells = new Map<string, Cell>()
  for (const read of reads.filter((it) => it.keys.length === keys.length)) {
    for (const row of read.rows) {
      const cell = cells.get(idOf(row.time, row.keys)) ?? { ...row, sums: new Map() }
      for (const [name, value] of row.sums) cell.sums.set(name, value)
      cells.set(idOf(row.time, row.keys), cell)
    }
  }
  for (const read of reads.filter((it) => it.keys.length < keys.length)) {
    const places = read.keys.map((key) => keys.indexOf(key))
    const rows = new Map(read.rows.map((row) => [idOf(row.time, row.keys), row]))
    for (const cell of cells.values()) {
      const agreeing = places.map((place) => cell.keys[place] ?? '')
      for (const [name, value] of rows.get(idOf(cell.time, agreeing))?.sums ?? []) cell.sums.set(name, value)
    }
  }
  return [...cells.values()]
}

const idOf = (time: string | null, keys: readonly string[]) => JSON.stringify([time, keys])
