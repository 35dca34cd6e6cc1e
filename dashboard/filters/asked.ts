import { type Bounds, periodBefore } from './comparison.ts'
import type { DimensionFilters, FilterDimension } from './dimensions.ts'
import type { View } from './view.ts'

/** Filters as the service takes them: null stands for events without a value. */
export type AskedFilters = Partial<Record<FilterDimension, readonly (string | null)[]>>

export const askedFilters = (filters: DimensionFilters): AskedFilters =>
  Object.fromEntries(
    Object.entries(filters).map(([dimension, values]) => [dimension, values.map((it) => (it === '' ? null : it))]),
  )

/** What every question of a view has in common. */
export const asked = ({ range: { from, to }, timezone, filters }: View) => ({
  from,
  to,
  timezone,
  filters: askedFilters(filters),
})

/** The period that totals are compared with: of an open range, as much of it as has passed. */
export const comparedWith = ({ range, passed }: View): Bounds => passed ?? periodBefore(range)
