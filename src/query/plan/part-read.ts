import type { Dimension, SumValue } from '../../measures/define.ts'
import type { Cell } from './cells.ts'
import type { Compiled } from './compile.ts'

/** What the rows of a statement say. */
export interface Decoded {
  readonly cells: readonly Cell[]
  readonly totals: ReadonlyMap<string, SumValue>
}

/** One statement of a part, of sums or of a kind of state: its SQL, and what its rows say. */
export interface PartRead {
  /** The part's keys that its cells have: all of them, or fewer where its sums are whole for the values of the others. */
  readonly keys: readonly Dimension[]
  /** Whether it reads events, and no rollup. */
  readonly fromEvents: boolean
  compile(): Compiled
  /** @throws Failure query_too_large */
  decode(rows: readonly (readonly unknown[])[]): Decoded
  /** SQL of the currencies in which it has amounts, and the second of the first one; undefined where it adds no money. */
  compileCurrencies?(): Compiled
}
