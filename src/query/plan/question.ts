import type { Dimension, Measure } from '../../measures/define.ts'
import type { Filter } from '../../warehouse/sql/filter.ts'
import type { Granularity } from '../../warehouse/time/granularity.ts'
import type { Range } from '../../warehouse/time/range.ts'

/** A request that was understood: all names are known, all times are moments, all defaults are filled in. */
export interface Question {
  /** The measures asked for, in the order asked. */
  readonly metrics: readonly Measure[]
  readonly range: Range
  readonly previous: Range | null
  readonly granularity: Granularity
  readonly dimensions: readonly Dimension[]
  readonly filters: readonly Filter[]
  readonly zone: string
  /** The tenant's own, by which an eta that is only a date ends. */
  readonly tenantZone: string
  readonly order: Order | null
  readonly limit: number
  /** Whether rows say on how many observations their rates rest. */
  readonly observations: boolean
}

/** `by` is time, a dimension or a metric. */
export interface Order {
  readonly by: string
  readonly descending: boolean
}
