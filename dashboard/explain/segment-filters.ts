import { isFilterDimension } from '../api/dimension-names.ts'
import type { ExplainedSegment } from '../api/explain.ts'
import type { FilterPatch } from '../filters/change-filters.ts'

/** The filters that narrow a page to a segment; undefined where the page cannot be filtered by any of its dimensions. */
export function filtersOf({ filters }: Pick<ExplainedSegment, 'filters'>): FilterPatch | undefined {
  const applied = Object.entries(filters).filter(([dimension]) => isFilterDimension(dimension))
  return applied.length === 0
    ? undefined
    : Object.fromEntries(applied.map(([dimension, value]) => [dimension, [value ?? '']]))
}
