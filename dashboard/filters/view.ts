import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { DimensionFilters, FilterDimension } from '../api/dimension-names.ts'
import { useSession } from '../session/session.ts'
import { useMinute } from '../time/clock.ts'
import { type Granularity, resolveGranularity } from '../time/granularity.ts'
import { type Bounds, type Comparison, comparedPeriod, passedOf } from './comparison.ts'
import { type Range, type RangeChoice, resolveRange } from './range.ts'
import { dimensionFilters, type FilterSearch, parseFilters, parseWithout, rangeChoice } from './search.ts'

/** The filters with every default filled in: what a page asks for. */
export interface View {
  readonly choice: RangeChoice
  readonly range: Range
  readonly granularity: Granularity
  readonly timezone: string
  readonly filters: DimensionFilters
  /** Filters that are left out where a panel cannot apply them. */
  readonly without: readonly FilterDimension[]
  readonly comparison: Comparison
  /** The whole period that the range is compared with; null: none. */
  readonly compared: Bounds | null
  /** As much of it as compares with what has passed of an open range; null: all of it. */
  readonly passed: Bounds | null
}

export function resolveView(
  search: FilterSearch,
  sessionZone: string,
  nowMs: number,
  without: readonly FilterDimension[] = [],
): View {
  const timezone = search.timezone ?? sessionZone
  const choice = rangeChoice(search)
  const range = resolveRange(choice, nowMs, timezone)
  const comparison = search.compare ?? 'previous_period'
  const compared = comparedPeriod(range, comparison)
  return {
    choice,
    range,
    granularity: resolveGranularity(search.granularity, range.days),
    timezone,
    filters: dimensionFilters(search),
    without,
    comparison,
    compared,
    passed: compared && passedOf(compared, range, nowMs, timezone),
  }
}

/** A view without some of its filters. */
export const withoutFilters = (view: View, left: readonly FilterDimension[]): View => ({
  ...view,
  filters: Object.fromEntries(Object.entries(view.filters).filter(([id]) => !left.includes(id as FilterDimension))),
})

/**
 * What becomes of filters that a panel cannot apply: it leaves all of them out when the reader asked for that, and shows no
 * number otherwise.
 */
export const leavesOut = (view: View, unapplied: readonly FilterDimension[]): boolean =>
  unapplied.length > 0 && unapplied.every((it) => view.without.includes(it))

/** The view that the address describes, moving on when the zone's day ends. */
export function useView(): View {
  const search = useSearch({ strict: false })
  const { timezone } = useSession()
  const nowMs = useMinute()
  return useMemo(
    () => resolveView(parseFilters(search), timezone, nowMs, parseWithout(search)),
    [search, timezone, nowMs],
  )
}
