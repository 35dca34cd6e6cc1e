import { askedFilters } from '../api/filters.ts'
import type { Bounds } from './comparison.ts'
import type { View } from './view.ts'

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
