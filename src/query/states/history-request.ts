import type { Dimension } from '../../measures/define.ts'
import type { OfSeries, Series } from '../../measures/state.ts'

/** What is asked of a series: its states by name, by these keys and with these filters. */
export interface HistoryRequest {
  readonly series: Series
  readonly states: ReadonlyMap<string, OfSeries>
  readonly keys: readonly Dimension[]
  /** Dimensions to filter by; the n-th takes the values of the parameter `filter_n`. */
  readonly filters: readonly Dimension[]
  /** Whether amounts are multiplied by exchange rates. */
  readonly converts: boolean
}
