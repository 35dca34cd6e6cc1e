import type { Cell } from '../plan/cells.ts'

/** What was read of some states. */
export interface Found {
  readonly cells: readonly Cell[]
  readonly totals: ReadonlyMap<string, number>
  readonly statement: string
}
