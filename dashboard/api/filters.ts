import type { DimensionFilters, FilterDimension } from './dimension-names.ts'

/** Filters as the service takes them: null selects events without a value. */
export type AskedFilters = Partial<Record<FilterDimension, readonly (string | null)[]>>

export const askedFilters = (filters: DimensionFilters): AskedFilters =>
  Object.fromEntries(
    Object.entries(filters).map(([dimension, values]) => [dimension, values.map((it) => (it === '' ? null : it))]),
  )
