import type { Unit } from '../api/catalogue.ts'
import type { Series } from './series.ts'

/** One of several lines on the same axis. */
export interface NamedSeries {
  readonly id: string
  readonly title: string
  readonly unit: Unit
  readonly currency: string | null
  readonly series: Series
  /** All values together that have no line of their own. */
  readonly isRest?: boolean
  /** The name under which style sheets know its colour; without one it has that of its place. */
  readonly colour?: string
}
