import type { DimensionFilters, FilterDimension } from '../api/dimension-names.ts'
import type { Bounds } from './comparison.ts'
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

/** The period that totals are compared with: of an open range, as much of it as has passed. Null: none. */
export const comparedWith = ({ compared, passed }: View): Bounds | null => passed ?? compared

/** The `compare` of a query for a series beside that of the period before. */
export const comparing = ({ comparison }: View): { compare?: 'previous_period' | 'previous_year' } =>
  comparison === 'none' ? {} : { compare: comparison }
