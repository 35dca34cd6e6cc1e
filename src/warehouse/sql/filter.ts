import type { Dimension } from '../../measures/define.ts'

/** One of these values; '' stands for none. */
export interface Filter {
  readonly dimension: Dimension
  readonly values: readonly string[]
}
