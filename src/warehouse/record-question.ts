import type { Dimension } from '../measures/define.ts'
import type { Filter } from './sql/filter.ts'
import type { Granularity } from './time/granularity.ts'
import type { Range } from './time/range.ts'

/** What is asked of one of the service's own records. */
export interface RecordQuestion {
  /** One of those in src/measures/records.ts. */
  readonly record: string
  readonly range: Range
  readonly granularity: Granularity
  readonly zone: string
  readonly dimensions: readonly Dimension[]
  readonly filters: readonly Filter[]
}

/** The record by bucket and dimensions ('' for none), and over the range: null where it is not known. */
export interface RecordAnswer {
  readonly cells: readonly { readonly time: string | null; readonly keys: readonly string[]; readonly value: number }[]
  readonly total: number | null
}

/** Reads what the service records of itself, which does not lie in the warehouse. */
export type ReadRecord = (tenantId: string, question: RecordQuestion) => Promise<RecordAnswer>
